using CimCil.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A learnable activation y = P(x) / Q(x) with P of degree 5 and Q(x) = 1 + sum over i = 1..4 of |b_i x^i|, so that Q has no
/// root. It starts as a fit of ReLU. Its ten coefficients are what the mask model learns (phi; algorithm, section 2).
/// </summary>
public sealed class RationalActivation : NamedModule
{
    // The published fit of ReLU on [-3, 3]; its largest error there is 0.03.
    private static readonly double[] ReluNumerator =
        [0.029963801610813613, 0.6168978366891341, 2.37534759733888, 3.0659900472408443, 1.5246831881677423, 0.2528070864040542];

    private static readonly double[] ReluDenominator = [-1.191550121923625, 4.4080487697236626, 0.9110357113686055, 0.34884977946384615];

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
        register_parameter("numerator", Numerator);
        register_parameter("denominator", Denominator);
    }

    /// <summary>Where in the backbone it is.</summary>
    public StagePlace Place { get; }

    /// <summary>a_0 .. a_5, shape [6].</summary>
    public Parameter Numerator { get; }

    /// <summary>b_1 .. b_4, shape [4].</summary>
    public Parameter Denominator { get; }

    /// <summary>Applies the activation to every element of <paramref name="x"/>; the shape stays.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="secondOrder">
    /// <see cref="SecondOrder.Exact"/> can be differentiated any number of times; the backward pass of
    /// <see cref="SecondOrder.RationalDetached"/> counts as a constant, as that of the reference's GPU kernel does.
    /// </param>
    public Tensor Apply(Tensor x, SecondOrder secondOrder) => secondOrder == SecondOrder.Exact
        ? Evaluate(x, Numerator, Denominator)
        : DetachedRational.apply(x, Numerator, Denominator);

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
