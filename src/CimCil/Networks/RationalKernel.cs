using System.Numerics;
using System.Runtime.CompilerServices;

namespace CimCil.Networks;

/// <summary>
/// A rational activation y = s F(x / s), F = P / Q, in one pass over the maps for each of its value, its gradient and the gradient of its
/// gradient. Nothing is kept between them but x: powers are cheaper to make again than to read. With t = x / s, m = |t| and sgn the
/// sign of t (0 at 0, as automatic differentiation of |t| has it), Q is a polynomial in m, so Q' = sgn Q_m and Q'' = sgn^2 Q_mm; and from
/// F Q = P come F' = (P' - F Q') / Q and F'' = (P'' - 2 F' Q' - F Q'') / Q.
/// </summary>
/// <remarks>
/// Elements go through in blocks, whose sums are added in one order. So results do not depend on the number of threads.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct RationalKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements whose sums are kept in T; the blocks' sums are added in float64.</summary>
    private const int BlockLength = 8192;

    private readonly Polynomial _p;
    private readonly Polynomial _q;
    private readonly T[] _signsOfB;
    private readonly T _scale;
    private readonly int _threads;

    /// <summary>A kernel with fixed coefficients.</summary>
    /// <param name="a">a_0 .. a_5 of P.</param>
    /// <param name="b">b_1 .. b_4, whose magnitudes make Q.</param>
    /// <param name="scale">s.</param>
    /// <param name="threads">Threads to compute with.</param>
    public RationalKernel(ReadOnlySpan<T> a, ReadOnlySpan<T> b, double scale, int threads)
    {
        var q = new T[6];
        q[0] = T.One;
        _signsOfB = new T[b.Length];
        for (var i = 0; i < b.Length; i++)
        {
            q[i + 1] = T.Abs(b[i]);
            _signsOfB[i] = T.IsZero(b[i]) ? T.Zero : T.CopySign(T.One, b[i]);
        }
        (_p, _q, _scale, _threads) = (new Polynomial(a), new Polynomial(q), T.CreateChecked(scale), threads);
    }

    /// <summary>y of <paramref name="length"/> elements.</summary>
    public void Value(T* x, T* y, long length)
    {
        var (p, q, scale) = (_p, _q, new Vector<T>(_scale));
        var perScale = new Vector<T>(T.One / _scale);
        ForEachBlock(length, (start, end, _) =>
        {
            for (var i = start; i < end; i += Vector<T>.Count)
            {
                var t = Load(x, i, end) * perScale;
                Store(scale * p.At(t) / q.At(Vector.Abs(t)), y, i, end);
            }
        }, sums: 0);
    }

    /// <summary>The gradient: for g on y, g F' on x, and sums over the elements for the coefficients.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="g">The gradient on y.</param>
    /// <param name="toX">Receives the gradient on x.</param>
    /// <param name="length">Elements.</param>
    /// <param name="signOfZero">sgn(0): 0, or 1 as the reference's GPU kernel has it.</param>
    /// <param name="toA">Receives the gradient on a, 6 values.</param>
    /// <param name="toB">Receives the gradient on b, 4 values.</param>
    public void Gradient(T* x, T* g, T* toX, long length, T signOfZero, Span<T> toA, Span<T> toB)
    {
        var (p, q, scale) = (_p, _q, new Vector<T>(_scale));
        var perScale = new Vector<T>(T.One / _scale);
        var atZero = new Vector<T>(signOfZero);
        var sums = ForEachBlock(length, (start, end, sum) =>
        {
            Vector<T> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, c1 = default, c2 = default, c3 = default, c4 = default;
            for (var i = start; i < end; i += Vector<T>.Count)
            {
                var t = Load(x, i, end) * perScale;
                var dy = Load(g, i, end);
                var (m, sign) = (Vector.Abs(t), SignOf(t, atZero));
                var perQ = Vector<T>.One / q.At(m);
                var f = p.At(t) * perQ;
                Store(dy * ((p.SlopeAt(t) - (f * sign * q.SlopeAt(m))) * perQ), toX, i, end);

                var (t2, toP) = (t * t, dy * scale * perQ);
                var (t3, t4) = (t2 * t, t2 * t2);
                a0 += toP;
                a1 = Plus(toP, t, a1);
                a2 = Plus(toP, t2, a2);
                a3 = Plus(toP, t3, a3);
                a4 = Plus(toP, t4, a4);
                a5 = Plus(toP, t4 * t, a5);
                var toQ = -toP * f;
                c1 = Plus(toQ, m, c1);
                c2 = Plus(toQ, t2, c2);
                c3 = Plus(toQ, t2 * m, c3);
                c4 = Plus(toQ, t4, c4);
            }
            Sum([a0, a1, a2, a3, a4, a5, c1, c2, c3, c4], sum);
        }, sums: 10);
        for (var k = 0; k < toA.Length; k++)
            toA[k] = T.CreateTruncating(sums[k]);
        for (var i = 0; i < toB.Length; i++)
            toB[i] = T.CreateTruncating(sums[6 + i]) * _signsOfB[i];
    }

    /// <summary>
    /// The gradient of the gradient: of L = sum of u times the gradient on x, plus va . (gradient on a) + vb . (gradient on b), which is the
    /// sum over the elements of g (u F' + s D), where D = (V - F W) / Q is the change of F along va and vb, V = sum of va_k t^k and
    /// W = sum of vb_i sgn(b_i) m^i.
    /// </summary>
    /// <param name="x">The inputs.</param>
    /// <param name="g">The gradient on y.</param>
    /// <param name="u">The gradient on the gradient on x; null for zeros.</param>
    /// <param name="va">The gradient on the gradient on a, 6 values.</param>
    /// <param name="vb">The gradient on the gradient on b, 4 values.</param>
    /// <param name="toX">Receives the gradient of L on x.</param>
    /// <param name="toG">Receives the gradient of L on g.</param>
    /// <param name="length">Elements.</param>
    /// <param name="toA">Receives the gradient of L on a, 6 values.</param>
    /// <param name="toB">Receives the gradient of L on b, 4 values.</param>
    public void SecondGradient(
        T* x, T* g, T* u, ReadOnlySpan<T> va, ReadOnlySpan<T> vb, T* toX, T* toG, long length, Span<T> toA, Span<T> toB)
    {
        var w = new T[6];
        for (var i = 0; i < vb.Length; i++)
            w[i + 1] = vb[i] * _signsOfB[i];
        var (p, q, alongP, alongQ) = (_p, _q, new Polynomial(va), new Polynomial(w));
        var (scale, perScale, two) = (new Vector<T>(_scale), new Vector<T>(T.One / _scale), new Vector<T>(T.One + T.One));
        var sums = ForEachBlock(length, (start, end, sum) =>
        {
            Vector<T> k0 = default, k1 = default, k2 = default, k3 = default, k4 = default, b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
            Vector<T> e1 = default, e2 = default, e3 = default, e4 = default, h0 = default, h1 = default, h2 = default, h3 = default;
            for (var i = start; i < end; i += Vector<T>.Count)
            {
                var t = Load(x, i, end) * perScale;
                var (dy, du) = (Load(g, i, end), u == null ? Vector<T>.Zero : Load(u, i, end));
                var (m, sign) = (Vector.Abs(t), SignOf(t, Vector<T>.Zero));
                var perQ = Vector<T>.One / q.At(m);
                var slopeQ = sign * q.SlopeAt(m);
                var f = p.At(t) * perQ;
                var f1 = (p.SlopeAt(t) - (f * slopeQ)) * perQ;
                var f2 = (p.BendAt(t) - (two * f1 * slopeQ) - (f * sign * sign * q.BendAt(m))) * perQ;
                var shiftQ = alongQ.At(m);
                var d = (alongP.At(t) - (f * shiftQ)) * perQ;
                var d1 = (alongP.SlopeAt(t) - (f1 * shiftQ) - (f * sign * alongQ.SlopeAt(m)) - (d * slopeQ)) * perQ;
                Store(Plus(du, f1, scale * d), toG, i, end);
                Store(dy * Plus(du * perScale, f2, d1), toX, i, end);

                // On a_k: k A t^(k - 1) + B t^k. On |b_i|: E m^i + i H m^(i - 1).
                var a = dy * du * perQ;
                var perQ2 = dy * perQ * perQ;
                var b = -perQ2 * Plus(du, slopeQ, scale * shiftQ);
                var e = (-b * f) - (dy * perQ * Plus(du, f1, scale * d));
                var h = -a * f * sign;
                var t2 = t * t;
                var (t3, t4, m3) = (t2 * t, t2 * t2, t2 * m);
                k0 += a;
                k1 = Plus(a, t, k1);
                k2 = Plus(a, t2, k2);
                k3 = Plus(a, t3, k3);
                k4 = Plus(a, t4, k4);
                b0 += b;
                b1 = Plus(b, t, b1);
                b2 = Plus(b, t2, b2);
                b3 = Plus(b, t3, b3);
                b4 = Plus(b, t4, b4);
                b5 = Plus(b, t4 * t, b5);
                e1 = Plus(e, m, e1);
                e2 = Plus(e, t2, e2);
                e3 = Plus(e, m3, e3);
                e4 = Plus(e, t4, e4);
                h0 += h;
                h1 = Plus(h, m, h1);
                h2 = Plus(h, t2, h2);
                h3 = Plus(h, m3, h3);
            }
            Sum([k0, k1, k2, k3, k4, b0, b1, b2, b3, b4, b5, e1, e2, e3, e4, h0, h1, h2, h3], sum);
        }, sums: 19);
        for (var k = 0; k < toA.Length; k++)
            toA[k] = T.CreateTruncating(sums[5 + k] + (k == 0 ? 0 : k * sums[k - 1]));
        for (var i = 0; i < toB.Length; i++)
            toB[i] = T.CreateTruncating(sums[11 + i] + ((i + 1) * sums[15 + i])) * _signsOfB[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Plus(Vector<T> x, Vector<T> y, Vector<T> sum) => typeof(T) == typeof(float)
        ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), sum.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> SignOf(Vector<T> t, Vector<T> atZero) =>
        Vector.ConditionalSelect(Vector.Equals(t, Vector<T>.Zero), atZero, Vector.CopySign(Vector<T>.One, t));

    /// <summary>The elements from <paramref name="i"/>; zeros where the last vector of a tensor is not full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load(T* values, long i, long end)
    {
        if (end - i >= Vector<T>.Count)
            return Vector.Load(values + i);
        var last = Vector<T>.Zero;
        new ReadOnlySpan<T>(values + i, (int)(end - i)).CopyTo(new Span<T>(&last, Vector<T>.Count));
        return last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<T> vector, T* values, long i, long end)
    {
        if (end - i >= Vector<T>.Count)
            Vector.Store(vector, values + i);
        else
            new ReadOnlySpan<T>(&vector, (int)(end - i)).CopyTo(new Span<T>(values + i, (int)(end - i)));
    }

    private static void Sum(ReadOnlySpan<Vector<T>> vectors, Span<double> sums)
    {
        for (var i = 0; i < vectors.Length; i++)
            sums[i] = double.CreateTruncating(Vector.Sum(vectors[i]));
    }

    /// <summary>What is done with the elements from start to end, and with the sums over them.</summary>
    private delegate void Block(long start, long end, Span<double> sums);

    /// <summary>Goes through all blocks on the kernel's threads and adds their sums.</summary>
    private double[] ForEachBlock(long length, Block block, int sums)
    {
        var count = (int)((length + BlockLength - 1) / BlockLength);
        var parts = new double[count * sums];
        void Do(int i) => block((long)i * BlockLength, Math.Min(length, ((long)i + 1) * BlockLength), parts.AsSpan(i * sums, sums));
        if (_threads > 1 && count > 1)
        {
            _ = Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, Do);
        }
        else
        {
            for (var i = 0; i < count; i++)
                Do(i);
        }
        var total = new double[sums];
        for (var i = 0; i < parts.Length; i++)
            total[i % sums] += parts[i];
        return total;
    }

    /// <summary>A polynomial of degree 5 with its first and second derivative, by Horner's scheme.</summary>
    private readonly struct Polynomial(ReadOnlySpan<T> a)
    {
        private readonly Vector<T> _a0 = new(a[0]);
        private readonly Vector<T> _a1 = new(a[1]);
        private readonly Vector<T> _a2 = new(a[2]);
        private readonly Vector<T> _a3 = new(a[3]);
        private readonly Vector<T> _a4 = new(a[4]);
        private readonly Vector<T> _a5 = new(a[5]);
        private readonly Vector<T> _slope2 = Times(2, a[2]);
        private readonly Vector<T> _slope3 = Times(3, a[3]);
        private readonly Vector<T> _slope4 = Times(4, a[4]);
        private readonly Vector<T> _slope5 = Times(5, a[5]);
        private readonly Vector<T> _bend3 = Times(6, a[3]);
        private readonly Vector<T> _bend4 = Times(12, a[4]);
        private readonly Vector<T> _bend5 = Times(20, a[5]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(Vector<T> t) => Plus(Plus(Plus(Plus(Plus(_a5, t, _a4), t, _a3), t, _a2), t, _a1), t, _a0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> SlopeAt(Vector<T> t) => Plus(Plus(Plus(Plus(_slope5, t, _slope4), t, _slope3), t, _slope2), t, _a1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> BendAt(Vector<T> t) => Plus(Plus(Plus(_bend5, t, _bend4), t, _bend3), t, _slope2);

        private static Vector<T> Times(int factor, T coefficient) => new(T.CreateChecked(factor) * coefficient);
    }
}
