namespace CimCil.Generators.Evaluation;

/// <summary>What a <see cref="Node"/> does; what its children are is said in brackets.</summary>
internal enum NodeKind
{
    /// <summary>An expression whose value cannot be told.</summary>
    Unknown,

    /// <summary>A place without an expression.</summary>
    Nothing,

    /// <summary>A statement that leaves everything unknown.</summary>
    Abort,

    // Expressions
    Constant,
    Variable,
    This,

    /// <summary>The default of a type (its id).</summary>
    Default,

    /// <summary>A constructor (its id; the type's id as value) [Arguments, Initializer].</summary>
    New,

    /// <summary>A copy with changes (the id of its type) [operand, Initializer].</summary>
    With,
    Arguments,

    /// <summary>What an initializer does [Init, Add and Nested].</summary>
    Initializer,

    /// <summary>Sets a property or field (its id) [value].</summary>
    Init,

    /// <summary>Adds an item [value].</summary>
    Add,

    /// <summary>Changes the section in a property (its id) [Initializer].</summary>
    Nested,

    /// <summary>A property (its id; the value says whether overrides are passed over) [receiver or Nothing].</summary>
    Property,

    /// <summary>A field (its id) [receiver or Nothing].</summary>
    Field,

    /// <summary>An item of a tuple (its number) [tuple].</summary>
    Item,

    /// <summary>A method (its id; the value says whether overrides are passed over) [receiver or Nothing, arguments].</summary>
    Call,

    /// <summary>Calls a value [function, arguments].</summary>
    Invoke,

    /// <summary>A variable that a call writes to.</summary>
    Reference,
    Binary,
    Unary,

    /// <summary>To a number (the name of its special type) [operand].</summary>
    Convert,

    /// <summary>To a type (its id), null where it is another [operand].</summary>
    TryCast,
    And,
    Or,
    Conditional,
    Coalesce,

    /// <summary>Puts the operand into a variable and goes on unless it is null [operand, rest].</summary>
    Access,

    /// <summary>[operand, pattern].</summary>
    Is,

    /// <summary>[operand, Arm...].</summary>
    Switch,

    /// <summary>[pattern, condition or Nothing, value].</summary>
    Arm,
    Tuple,
    List,
    Spread,

    /// <summary>[list or text, Constant, FromEnd or Range].</summary>
    Index,
    FromEnd,
    Range,

    /// <summary>An interpolated text; the value says whether it is in the invariant culture [constants and Parts].</summary>
    Text,

    /// <summary>An interpolation (its format; the value is the id of an enum) [expression].</summary>
    Part,

    /// <summary>[Parameters, body].</summary>
    Lambda,

    /// <summary>A method as a value (its id) [receiver or Nothing].</summary>
    MethodGroup,
    Throw,
    Assign,

    // Patterns
    AnyPattern,
    ConstantPattern,
    RelationalPattern,

    /// <summary>A type (its id; empty for any but null; the value names the variable) [Members].</summary>
    TypePattern,

    /// <summary>Anything, into a variable.</summary>
    VariablePattern,

    /// <summary>A property or field (its id) [pattern].</summary>
    Member,
    NotPattern,
    AndPattern,
    OrPattern,

    // Statements
    Block,
    Return,
    If,

    /// <summary>[target, collection, body].</summary>
    ForEach,

    /// <summary>[before, condition, step, body].</summary>
    For,

    /// <summary>[operand, Case...].</summary>
    Select,

    /// <summary>[pattern, condition or Nothing, body].</summary>
    Case,
    Break,
    Continue,

    /// <summary>Sets a field (its id) of the record that is being made [value].</summary>
    Store,

    /// <summary>Another constructor of the record or its base (its id; the type's id as value) [Arguments].</summary>
    Chain,

    // Declarations
    /// <summary>[Parameters, body].</summary>
    Method,

    /// <summary>A parameter (its name; the value is its kind of reference).</summary>
    Parameter,

    /// <summary>A type (its kind of copying) [Auto and Rule].</summary>
    Type,

    /// <summary>A property without code (its name).</summary>
    Auto,

    /// <summary>A rule (its words; the method's id as value).</summary>
    Rule,
}
