using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

/// <summary>The code of members that are declared in a compilation.</summary>
/// <param name="compilation">Where they are declared.</param>
/// <param name="meet">Is told of every member that the code uses.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class SourceCode(Compilation compilation, Action<ISymbol> meet, CancellationToken cancellation = default)
{
    /// <summary>A method, constructor or accessor; null where it has no code, or none that can be run.</summary>
    public Node? Method(IMethodSymbol method)
    {
        if (method.IsAsync || method.IsAbstract || method.ReturnsByRef || method.ReturnsByRefReadonly || method.Attribute("System.Diagnostics.ConditionalAttribute") is not null)
            return null;
        method = method.PartialImplementationPart ?? method;
        var body = (method.MethodKind, Declaration(method)) switch
        {
            (MethodKind.Constructor, _) => Constructor(method),
            (_, AccessorDeclarationSyntax { Body: null, ExpressionBody: null }) => method is { IsStatic: false, AssociatedSymbol: IPropertySymbol property } ? Lowering.Accessor(property, method.MethodKind) : null,
            var (_, syntax) => Body(syntax),
        };
        return body is null ? null : new Node(NodeKind.Method, [.. Lowering.Parameters(method), body]);
    }

    /// <summary>What a static field or property without code starts with; null where it may change later.</summary>
    public Node? Static(ISymbol member)
    {
        var initializer = member switch
        {
            IFieldSymbol { IsReadOnly: true, AssociatedSymbol: null } field => (Declaration(field) as VariableDeclaratorSyntax)?.Initializer,
            IPropertySymbol { SetMethod: null } property when IsAuto(property) => (Declaration(property) as PropertyDeclarationSyntax)?.Initializer,
            _ => null,
        };
        return initializer is null || IsChanged(member) || member.ContainingType.StaticConstructors.Any(constructor => !constructor.IsImplicitlyDeclared) ? null : Initializer(initializer);
    }

    /// <summary>Whether something may replace the items of the list that a static member holds.</summary>
    public bool IsChanged(ISymbol member) => ChangedLists.Contains(compilation, member);

    /// <summary>Whether reading and writing the property does nothing but that.</summary>
    public bool IsAuto(IPropertySymbol property) => Declaration(property) switch
    {
        PropertyDeclarationSyntax { AccessorList: { } accessors } => !property.IsAbstract && accessors.Accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null),
        ParameterSyntax => true,
        _ => false,
    };

    /// <summary>What the schema and the interpreter must know of a record or struct.</summary>
    public Node Type(INamedTypeSymbol type)
    {
        var auto = type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => !property.IsStatic && IsAuto(property))
            .Select(property => new Node(NodeKind.Auto, property.Name));
        var rules = type.GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.Attribute(KnownNames.RuleAttribute) is { } attribute && attribute.Text() is not null && CrossRuleParser.Defect(method, attribute) is null)
            .Select(method => new Node(NodeKind.Rule, method.Attribute(KnownNames.RuleAttribute).Text()!, method.Id()));
        return new Node(NodeKind.Type, HasOwnCopy(type) ? "copies" : "", [.. auto, .. rules]);
    }

    /// <summary>Whether <c>with</c> runs code of the record's own.</summary>
    private static bool HasOwnCopy(INamedTypeSymbol type) => type.IsRecord && type.InstanceConstructors.Any(constructor =>
        !constructor.IsImplicitlyDeclared && constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type));

    /// <summary>Where the symbol is declared; of something partial, where its code is.</summary>
    private SyntaxNode? Declaration(ISymbol symbol) =>
        ((symbol as IPropertySymbol)?.PartialImplementationPart ?? (symbol as IMethodSymbol)?.PartialImplementationPart ?? symbol).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);

    private IOperation? Operation(SyntaxNode syntax) => compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation);

    private Node Lower(IOperation? operation) => new Lowering(meet).Lower(operation);

    private Node? Body(SyntaxNode? syntax) => syntax is null ? null : Operation(syntax) switch
    {
        { } body when Effects.IsPutOff(body) => null,
        IMethodBodyOperation { BlockBody: var block, ExpressionBody: var expression } => block is null && expression is null ? null : Lower(block ?? expression),
        IBlockOperation block => Lower(block),
        _ => null,
    };

    private Node? Constructor(IMethodSymbol constructor)
    {
        var syntax = Declaration(constructor);
        var declared = syntax is ConstructorDeclarationSyntax ? Operation(syntax) as IConstructorBodyOperation : null;
        if (syntax is ConstructorDeclarationSyntax && declared is null)
            return null;
        var steps = new List<Node>();
        var chained = ((syntax as ConstructorDeclarationSyntax)?.Initializer as SyntaxNode) ?? (syntax as TypeDeclarationSyntax)?.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
        if (!(chained?.IsKind(SyntaxKind.ThisConstructorInitializer) ?? false))
            steps.AddRange(Stores(constructor, syntax is TypeDeclarationSyntax));
        if (Chain(constructor.ContainingType, chained is null ? null : Invocation(Operation(chained))) is { } chain)
            steps.Add(chain);
        if ((declared?.BlockBody ?? declared?.ExpressionBody) is { } body)
            steps.Add(Lower(body));
        return new Node(NodeKind.Block, [.. steps]);
    }

    private static IInvocationOperation? Invocation(IOperation? operation) => operation as IInvocationOperation ?? (operation as IExpressionStatementOperation)?.Operation as IInvocationOperation;

    private Node? Chain(INamedTypeSymbol type, IInvocationOperation? call)
    {
        if (call is not null)
            return Lower(call) is { Kind: NodeKind.Call } lowered ? new Node(NodeKind.Chain, call.TargetMethod.Id(), call.TargetMethod.ContainingType.Id(), new Node(NodeKind.Arguments, [.. lowered.Children.Skip(1)])) { Syntax = call.Syntax } : new Node(NodeKind.Abort);
        if (type.BaseType is not { SpecialType: SpecialType.None } parent)
            return null;
        var constructor = parent.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.IsEmpty);
        if (constructor is not null)
            meet(constructor);
        return new Node(NodeKind.Chain, constructor?.Id() ?? "", parent.Id(), new Node(NodeKind.Arguments));
    }

    /// <summary>What is set before the constructor of the base runs, in the order of the text.</summary>
    private IEnumerable<Node> Stores(IMethodSymbol constructor, bool isPrimary)
    {
        var type = constructor.ContainingType;
        // Members see the parameters of a primary constructor as fields.
        foreach (var parameter in isPrimary ? constructor.Parameters : [])
        {
            yield return new Node(NodeKind.Store, Lowering.FieldOf(parameter)!, new Node(NodeKind.Variable, parameter.Name));
            if (type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault() is { } positional && Declaration(positional) is ParameterSyntax)
                yield return new Node(NodeKind.Store, positional.Id(), new Node(NodeKind.Variable, parameter.Name));
        }
        foreach (var part in type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>())
        {
            var model = compilation.GetSemanticModel(part.SyntaxTree);
            foreach (var member in part.Members.SelectMany(Initialized))
            {
                if (model.GetDeclaredSymbol(member.Declaration, cancellation) is { } symbol)
                    yield return new Node(NodeKind.Store, symbol is IPropertySymbol property && !IsAuto(property) ? property.FieldId() : symbol.Id(), Initializer(member.Initializer)) { Syntax = member.Initializer.Value };
            }
        }
    }

    private static IEnumerable<(SyntaxNode Declaration, EqualsValueClauseSyntax Initializer)> Initialized(MemberDeclarationSyntax member)
    {
        if (member.Modifiers.Any(SyntaxKind.StaticKeyword) || member.Modifiers.Any(SyntaxKind.ConstKeyword))
            yield break;
        if (member is PropertyDeclarationSyntax { Initializer: { } initializer })
            yield return (member, initializer);
        foreach (var variable in (member as FieldDeclarationSyntax)?.Declaration.Variables ?? default)
        {
            if (variable.Initializer is { } value)
                yield return (variable, value);
        }
    }

    private Node Initializer(EqualsValueClauseSyntax initializer) => Lower((Operation(initializer) as ISymbolInitializerOperation)?.Value);
}
