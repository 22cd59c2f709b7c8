using CimCil.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A learnable activation y = P(x) / Q(x) with P of degree 5 and Q(x) = 1 + sum over i = 1..4 of |b_i x^i|, so that Q has no
/// root. It starts as a fit of ReLU on [-3, 3]. Its ten coefficients are what the mask model learns (phi; algorithm, section 2).
/// ReLU(x) = s ReLU(x / s), so that an input <see cref="Scale"/> s moves the fit to [-3 s, 3 s]: the activation computes
/// s P(x / s) / Q(x / s).
/// </summary>
public sealed class RationalActivation : NamedModule
{
    // The published fit of ReLU on [-3, 3]; its largest error there is 0.03.
    private static readonly double[] ReluNumerator =
        [0.029963801610813613, 0.6168978366891341, 2.37534759733888, 3.0659900472408443, 1.5246831881677423, 0.2528070864040542];

    /// <summary>The fit holds for inputs up to this magnitude.</summary>
    internal const double FitRange = 3;

    /// <summary>The name of the scale among a module's values.</summary>
    internal const string ScaleName = "scale";

    private const string NumeratorName = "numerator";

    private static readonly double[] ReluDenominator = [-1.191550121923625, 4.4080487697236626, 0.9110357113686055, 0.34884977946384615];

    private readonly Tensor _scale;

    /// <summary>Creates the activation as a fit of ReLU.</summary>
    /// <param name="device">Where its coefficients lie.</param>
    /// <param name="type">Their type.</param>
    /// <param name="place">Where in the backbone it is.</param>
    public RationalActivation(Device device, ScalarType type, StagePlace place = StagePlace.Earlier) : base(nameof(RationalActivation))
    {
        using var scope = NewDisposeScope();
        Place = place;
        Numerator = Part.Parameter(tensor(ReluNumerator).to(ScalarType.Float32), device, type);
        Denominator = Part.Parameter(tensor(ReluDenominator).to(ScalarType.Float32), device, type);
        // On the CPU wherever the network is: it is asked for in every pass, and a GPU would have to be waited for.
        _scale = Part.Buffer(ones([], ScalarType.Float32), CPU);
        register_parameter(NumeratorName, Numerator);
        register_parameter("denominator", Denominator);
        register_buffer(ScaleName, _scale);
    }

    /// <summary>Where in the backbone it is.</summary>
    public StagePlace Place { get; }

    /// <summary>a_0 .. a_5, shape [6].</summary>
    public Parameter Numerator { get; }

    /// <summary>b_1 .. b_4, shape [4].</summary>
    public Parameter Denominator { get; }

    /// <summary>The input scale s, positive; 1 unless it was calibrated (<see cref="CimCil.Configuration.LearnedMaskConfig.Calibration"/>) or loaded.</summary>
    public double Scale => _scale.item<float>();

    /// <summary>Whether its coefficients are still those of the fit of ReLU. Then another scale moves the fit; later it would make another function.</summary>
    internal bool IsFit
    {
        get
        {
            using var scope = NewDisposeScope();
            return Are(Numerator, ReluNumerator) && Are(Denominator, ReluDenominator);

            bool Are(Tensor coefficients, double[] fit) =>
                coefficients.detach().cpu().eq(tensor(fit).to(ScalarType.Float32).to(coefficients.dtype)).all().item<bool>();
        }
    }

    /// <summary>Applies the activation to every element of <paramref name="x"/>; the shape stays.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="secondOrder">
    /// <see cref="SecondOrder.Exact"/> can be differentiated twice; the backward pass of
    /// <see cref="SecondOrder.RationalDetached"/> counts as a constant, as that of the reference's GPU kernel does.
    /// </param>
    public Tensor Apply(Tensor x, SecondOrder secondOrder) => Apply(x, secondOrder, isFree: false);

    /// <param name="x">Any shape.</param>
    /// <param name="secondOrder">As above.</param>
    /// <param name="isFree">Whether nothing else uses x, so that the result may take its memory.</param>
    internal Tensor Apply(Tensor x, SecondOrder secondOrder, bool isFree)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (FusedRational.Serves(x) && x.dtype == Numerator.dtype)
            return FusedRational.Apply(x, Numerator, Denominator, Scale, isDetached: secondOrder == SecondOrder.RationalDetached, isFree);
        if (Scale is var scale && scale == 1)
            return Unscaled(x, secondOrder);
        using var scope = NewDisposeScope();
        return (Unscaled(x / scale, secondOrder) * scale).MoveToOuterDisposeScope();
    }

    /// <summary>Sets <see cref="Scale"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    internal void SetScale(double scale)
    {
        if (!((float)scale > 0) || !float.IsFinite((float)scale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "An input scale is a positive number.");
        using var noGradient = no_grad();
        _scale.fill_(scale);
    }

    /// <summary>Whether a value of a module's state is the scale of a rational activation in it.</summary>
    internal static bool IsScale(string name, IReadOnlyDictionary<string, Tensor> state) =>
        name.EndsWith($".{ScaleName}", StringComparison.Ordinal) && state.ContainsKey(NumeratorOf(name))
        && state.TryGetValue(name, out var value) && value.dtype == ScalarType.Float32 && value.shape.Length == 0;

    /// <summary>The coefficients beside a scale.</summary>
    internal static string NumeratorOf(string scale) => scale[..^ScaleName.Length] + NumeratorName;

    /// <summary>
    /// The state of a module as files hold it: a scale of 1 is left out, and read as 1 where it is not there. So files without calibrated
    /// activations are as they were before there were scales, and as the reference reads them.
    /// </summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> StateOf(nn.Module module)
    {
        var state = module.state_dict();
        return state.Where(entry => !IsScale(entry.Key, state) || entry.Value.item<float>() != 1);
    }

    private Tensor Unscaled(Tensor x, SecondOrder secondOrder) => secondOrder == SecondOrder.Exact
        ? Evaluate(x, Numerator, Denominator)
        : DetachedRational.apply(x, Numerator, Denominator);

    /// <summary>The activation at scale 1 in libtorch's own operations: where there is no fused kernel, and what the fused one is tested against.</summary>
    internal static Tensor Evaluate(Tensor x, Tensor numerator, Tensor denominator)
    {
        using var scope = NewDisposeScope();
        // |b_i x^i| = |b_i| |x|^i turns Q into a polynomial in |x|: one Horner scheme like P.
        var magnitude = x.abs();
        var q = Horner(magnitude, [null, .. denominator.abs().unbind()]);
        return (Horner(x, numerator.unbind()) / q).MoveToOuterDisposeScope();
    }

    /// <summary>The polynomial with the given coefficients (a null one is 1), lowest power first. addcmul is one pass over x.</summary>
    private static Tensor Horner(Tensor x, Tensor?[] coefficients)
    {
        var sum = coefficients[^2]! + (x * coefficients[^1]!);
        for (var i = coefficients.Length - 3; i >= 0; i--)
            sum = coefficients[i] is { } a ? a.addcmul(sum, x, 1) : (sum * x) + 1;
        return sum;
    }

    /// <summary>The activation with a hand-written backward pass whose results carry no history.</summary>
    private sealed class DetachedRational : autograd.SingleTensorFunction<DetachedRational>
    {
        public override string Name => nameof(DetachedRational);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, numerator, denominator) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([x, numerator, denominator]);
            return Evaluate(x, numerator, denominator);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var (x, a, b) = (saved[0], saved[1].unbind(), saved[2].unbind());
            // The reference's kernel takes the sign of +0 as +1, where automatic differentiation of |x| takes 0.
            var sign = where(x >= 0, ones_like(x), -ones_like(x));
            var magnitude = x.abs();
            Tensor[] powers = [ones_like(x), x, x * x, x.pow(3), x.pow(4), x.pow(5)];
            var p = a[0] + (a[1] * x) + (a[2] * powers[2]) + (a[3] * powers[3]) + (a[4] * powers[4]) + (a[5] * powers[5]);
            var slopeP = a[1] + (2 * a[2] * x) + (3 * a[3] * powers[2]) + (4 * a[4] * powers[3]) + (5 * a[5] * powers[4]);
            var (q, slopeQ) = (ones_like(x), zeros_like(x));
            for (var i = 0; i < b.Length; i++)
            {
                var coefficient = b[i].abs();
                q = q + (coefficient * magnitude.pow(i + 1));
                slopeQ = slopeQ + ((i + 1) * coefficient * magnitude.pow(i) * sign);
            }
            var perQ = grad_output / q;
            var perQ2 = -perQ * p / q;
            var toX = (perQ * slopeP) + (perQ2 * slopeQ);
            var toA = stack(powers.Select(power => (perQ * power).sum()));
            var toB = stack(b.Select((coefficient, i) => (perQ2 * magnitude.pow(i + 1)).sum() * coefficient.sign()));
            return [toX.MoveToOuterDisposeScope(), toA.MoveToOuterDisposeScope(), toB.MoveToOuterDisposeScope()];
        }
    }
}
