namespace CimCil.Generators.Evaluation;

/// <summary>The variables of a method that is run.</summary>
internal sealed class Frame
{
    private readonly Dictionary<string, StaticValue> _variables;
    private readonly List<Frame> _exits;

    public Frame(StaticValue? self = null)
        : this([], [], self, null)
    {
    }

    private Frame(Dictionary<string, StaticValue> variables, List<Frame> exits, StaticValue? self, StaticValue? returned)
    {
        (_variables, _exits) = (variables, exits);
        This = self;
        Returned = returned;
    }

    /// <summary>The object whose member is run; a constructor changes it.</summary>
    public StaticValue? This { get; set; }

    /// <summary>Whether the object is being made, by a constructor or an initializer, so that nobody else sees that it changes.</summary>
    public bool IsMaking { get; init; }

    /// <summary>What the method has returned, or may have returned before it came here.</summary>
    public StaticValue? Returned { get; set; }

    public StaticValue? this[string name] => _variables.TryGetValue(name, out var value) ? value : null;

    public void Set(string name, StaticValue value) => _variables[name] = value;

    public void Return(StaticValue value) => Returned = Returned is { } before ? ChoiceValue.Of([before, value]) : value;

    /// <summary>Whether a lambda has captured the variables, so that a copy of them is not what it sees.</summary>
    public bool IsCaptured => _variables.Values.Any(value => value is FunctionValue);

    /// <summary>Whether a fork of the frame has set a variable that the frame has.</summary>
    public bool HasChangedIn(Frame fork) => _variables.Any(variable => !ReferenceEquals(fork[variable.Key], variable.Value));

    public Frame Fork() => new(new Dictionary<string, StaticValue>(_variables), _exits, This, Returned) { IsMaking = IsMaking };

    /// <summary>Remembers a way on which the method may have ended: its <c>out</c> arguments count too.</summary>
    public void MayEndAt(Frame exit)
    {
        _exits.Add(exit);
        Return(exit.Returned!);
    }

    /// <summary>The variable when the method has ended on any of its ways.</summary>
    public StaticValue AtEnd(string name) => ChoiceValue.Of(_exits.Append(this).Select(frame => frame[name] ?? UnknownValue.Instance));

    /// <summary>Goes on from either of two frames.</summary>
    public void Become(params Frame[] frames)
    {
        var names = frames.SelectMany(frame => frame._variables.Keys).Distinct().ToList();
        var merged = names.Select(name => (name, ChoiceValue.Of(frames.Select(frame => frame[name] ?? UnknownValue.Instance)))).ToList();
        foreach (var (name, value) in merged)
            _variables[name] = value;
        This = This is null ? null : ChoiceValue.Of(frames.Select(frame => frame.This!));
        var returned = frames.Select(frame => frame.Returned).OfType<StaticValue>().ToList();
        Returned = returned.Count == 0 ? null : ChoiceValue.Of(returned);
    }
}
