using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Learners.Foster;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>The bilevel mask step against folder 08, with the reference's choices of decisions 1, 3, 4 and 11.</summary>
[TestClass]
public sealed class MaskTrainerParityTests
{
    private const string Folder = "08_bilevel";

    [TestMethod]
    [DataRow("init", "isolated_full_f64")]
    [DataRow("init", "isolated_full_f32")]
    [DataRow("init", "isolated_cuda_f64")]
    [DataRow("init", "isolated_cuda_f32")]
    [DataRow("boost", "isolated_full_f64")]
    [DataRow("boost", "isolated_full_f32")]
    [DataRow("boost", "isolated_cuda_f64")]
    [DataRow("boost", "isolated_cuda_f32")]
    public void ParityOfIsolatedMaskSteps(string kind, string run)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenRun(kind, run);
        using var trainer = golden.CreateTrainer();
        golden.Network.eval();
        for (var step = 0; step < golden.Steps.Length; step++)
            golden.CheckMaskStep(trainer, step, step);
    }

    [TestMethod]
    [DataRow("init", "epochs3_full_f64")]
    [DataRow("init", "epochs3_full_f32")]
    [DataRow("boost", "epochs3_full_f64")]
    [DataRow("boost", "epochs3_full_f32")]
    public void ParityOfWholeEpochs(string kind, string run)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenRun(kind, run);
        using var trainer = golden.CreateTrainer();
        var hyper = golden.Info.GetProperty("hyper");
        using var optimizer = optim.SGD(golden.Model.Parameters, hyper.GetProperty("init_theta_lr").GetDouble(),
            momentum: hyper.GetProperty("momentum").GetDouble(), weight_decay: hyper.GetProperty("init_weight_decay").GetDouble());
        var meta = golden.Meta;
        for (var epoch = 0; epoch < golden.Steps.Length / meta; epoch++)
        {
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = golden.Steps[epoch * meta].GetProperty("theta_lr_of_optimizer").GetDouble();
            golden.Network.train();
            for (var batch = 0; batch < 2; batch++)
                golden.TrainStep(optimizer, batch);
            golden.Network.eval();
            for (var step = 0; step < meta; step++)
                golden.CheckMaskStep(trainer, (epoch * meta) + step, step);
        }
        golden.CheckFinalState();
    }

    [TestMethod]
    [DataRow("init")]
    [DataRow("boost")]
    public void ParityOfResizedHeatmaps(string kind)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenRun(kind, "isolated_full_f64");
        golden.Network.eval();
        using var noGradient = no_grad();
        var (images, labels) = golden.Batch(2);
        var heatmap = Heatmap.Of(golden.Network, images, labels, ActivationPath.Rational);
        // Stored as float32.
        Heatmap.Resize(heatmap.Values, (int)images.shape[2], (int)images.shape[3]).unsqueeze(1)
            .ShouldEqual($"{Folder}/{kind}/isolated_full_f64/cams_resized_first.npy", 1e-6);
    }

    private sealed class GoldenRun
    {
        private static readonly string[] LossNames = ["inner_loss", "div_loss", "reg_loss", "outer_ce", "outer_loss"];

        private readonly string _folder;
        private readonly ScalarType _type;
        private readonly bool _isEpochs;
        private readonly JsonElement _run;
        private readonly JsonElement _otherPrecision;
        private readonly Dictionary<string, NpyArray> _expected = [];
        private readonly Dictionary<string, NpyArray> _expectedOther = [];
        private readonly Tensor _images;
        private readonly Tensor _labels;
        private readonly Dictionary<int, double> _uncertainty = [];
        private readonly SecondOrder _secondOrder;
        private readonly bool _isFirst;

        public GoldenRun(string kind, string run)
        {
            _folder = $"{Folder}/{kind}";
            _type = run.EndsWith("f64", StringComparison.Ordinal) ? ScalarType.Float64 : ScalarType.Float32;
            _isEpochs = run.StartsWith("epochs", StringComparison.Ordinal);
            _isFirst = kind == "init";
            _secondOrder = run.Contains("cuda", StringComparison.Ordinal) ? SecondOrder.RationalDetached : SecondOrder.Exact;
            Info = Golden.Json($"{_folder}/info.json");
            var other = run[..^3] + (_type == ScalarType.Float64 ? "f32" : "f64");
            _run = Info.GetProperty("runs").GetProperty(run);
            _otherPrecision = Info.GetProperty("runs").GetProperty(other);
            Steps = [.. _run.GetProperty("steps").EnumerateArray()];
            foreach (var name in new[] { "phi_before", "phi_after", "phi_grad_before_clip" })
            {
                _expected[name] = Golden.Array($"{_folder}/{run}/{name}.npy");
                _expectedOther[name] = Golden.Array($"{_folder}/{other}/{name}.npy");
            }
            Network = _isFirst
                ? GoldenNetworks.Foster(_type, $"{_folder}/weights")
                : GoldenNetworks.Foster(_type, $"{Folder}/init/weights", $"{_folder}/weights");
            _images = Golden.Array($"{Folder}/inputs_int8_div32.npy").ToTensor().to(_type) / 32;
            _labels = Golden.Array($"{Folder}/targets_{kind}.npy").ToTensor();
            var hyper = Info.GetProperty("hyper");
            var foster = new FosterConfig { Temperature = hyper.GetProperty("T").GetDouble(), DistillationWeight = hyper.GetProperty("lambda_okd").GetDouble() };
            Model = _isFirst
                ? StageModel.Classification(Network)
                : FosterLearner.BoostingModel(foster, Network, Golden.Array($"{_folder}/per_cls_weights.npy").ToTensor().to(_type));
        }

        public JsonElement Info { get; }

        public JsonElement[] Steps { get; }

        public IncrementalNetwork Network { get; }

        public StageModel Model { get; }

        public int Meta => (int)(Info.GetProperty("new_classes").GetInt32() * Info.GetProperty("hyper").GetProperty("num_meta_iters_per_cls").GetDouble());

        public PhiTrainer CreateTrainer()
        {
            var hyper = Info.GetProperty("hyper");
            var maxNorm = Steps[0].GetProperty("max_norm").GetDouble();
            var config = new CimMask
            {
                CompressionRatio = hyper.GetProperty("compress_ratio").GetDouble(),
                MemoryWeight = hyper.GetProperty("reg_coef").GetDouble(),
                DiversityWeight = hyper.GetProperty("div_coef").GetDouble(),
                WeightDecay = hyper.GetProperty("init_weight_decay").GetDouble(),
                LearningRate = hyper.GetProperty("init_phi_lr").GetDouble(),
                FirstPhaseMaxNorm = maxNorm,
                LaterPhasesMaxNorm = maxNorm,
                // The golden steps name the inner rate itself.
                InnerRateRatio = 1,
                SecondOrder = _secondOrder,
                InnerStep = InnerStep.WithoutShortcuts,
                TrainedPhi = TrainedPhi.NewestBranch,
                SoftCompression = SoftCompression.TorchNearest,
            };
            var trainer = new BilevelTrainer(config, Model, new Phase(_isFirst ? 0 : 1, 0, 1));
            CollectionAssert.AreEqual(
                Info.GetProperty("phi_sizes").EnumerateArray().Select(size => size.GetInt64()).ToArray(),
                trainer.Phi.Select(parameter => parameter.numel()).ToArray());
            var names = Network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
            foreach (var (name, parameter) in Info.GetProperty("phi_order").EnumerateArray().Zip(trainer.Phi))
                Assert.AreSame(names[GoldenNetworks.OurName(name.GetString()!)], parameter, $"order of phi at {name}");
            return trainer;
        }

        public (Tensor Images, Tensor Labels) Batch(int index) => (_images[index], _labels[index]);

        public void TrainStep(optim.Optimizer optimizer, int batch)
        {
            using var scope = NewDisposeScope();
            var (images, labels) = Batch(batch);
            var loss = Model.Loss(images, labels, FastWeights.None).Total;
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        public void CheckMaskStep(PhiTrainer trainer, int step, int meta)
        {
            using var scope = NewDisposeScope();
            var expected = Steps[step];
            CheckRow("phi_before", step, Join(trainer.Phi));
            if (_isEpochs && _type == ScalarType.Float32)
                SetPhi(trainer, step);
            var losses = trainer.Accumulate(Batch(2 + (2 * meta)), Batch(3 + (2 * meta)), expected.GetProperty("inner_step").GetDouble())!;
            Check("inner_loss", losses.Inner);
            Check("div_loss", losses.Diversity);
            Check("reg_loss", losses.Memory);
            Check("outer_ce", losses.Validation);
            Check("outer_loss", losses.Outer);
            Assert.AreEqual(0, losses.FlatCount.ToInt64());
            CheckRow("phi_grad_before_clip", step, Join(trainer.Phi.Select(parameter => parameter.grad!)));
            NoteUncertainSigns(step);
            trainer.Descend(expected.GetProperty("phi_lr").GetDouble());
            CheckRow("phi_after", step, Join(trainer.Phi));

            void Check(string name, Tensor actual)
            {
                var here = expected.GetProperty(name).GetDouble();
                Assert.AreEqual(here, actual.ToDouble(), Tolerance(Math.Abs(here), Math.Abs(here) * RelativeSpread(step)), $"{name} of step {step}");
            }
        }

        /// <summary>How far the reference's two precisions have drifted apart up to a step: the worst of all losses so far, as one may agree by luck.</summary>
        private double RelativeSpread(int step) => Enumerable.Range(0, step + 1).SelectMany(i => LossNames.Select(name =>
        {
            var (here, there) = (Steps[i].GetProperty(name).GetDouble(), _otherPrecision.GetProperty("steps")[i].GetProperty(name).GetDouble());
            return Math.Abs(here - there) / Math.Max(Math.Abs(here), Math.Abs(there));
        })).Max();

        public void CheckFinalState()
        {
            var state = Network.state_dict();
            var others = _otherPrecision.GetProperty("final_state_checks");
            foreach (var check in _run.GetProperty("final_state_checks").EnumerateObject())
            {
                using var scope = NewDisposeScope();
                // With one branch the reference has a head of it that nothing reads and nothing moves.
                if (!state.TryGetValue(GoldenNetworks.OurName(check.Name), out var moved) && check.Name == "fe_fc.weight" && _isFirst)
                    continue;
                var actual = moved!.to(ScalarType.Float64);
                var other = others.GetProperty(check.Name);
                var norm = check.Value.GetProperty("l2").GetDouble();
                var spread = Math.Abs(norm - other.GetProperty("l2").GetDouble()) + Spread(check.Value, other, "first");
                Assert.AreEqual(norm, actual.norm().ToDouble(), Tolerance(norm, spread), $"{check.Name}: l2");
                var count = Math.Sqrt(actual.numel());
                var sumSpread = Math.Abs(check.Value.GetProperty("sum").GetDouble() - other.GetProperty("sum").GetDouble());
                Assert.AreEqual(check.Value.GetProperty("sum").GetDouble(), actual.sum().ToDouble(), Tolerance(norm * count, sumSpread + (spread * count)), $"{check.Name}: sum");
                var first = check.Value.GetProperty("first").EnumerateArray().Select(value => value.GetDouble()).ToArray();
                var values = actual.flatten().Values();
                for (var i = 0; i < first.Length; i++)
                    Assert.AreEqual(first[i], values[i], Tolerance(norm, spread), $"{check.Name}: value {i}");
            }
        }

        private static double Spread(JsonElement here, JsonElement there, string name) =>
            here.GetProperty(name).EnumerateArray().Zip(there.GetProperty(name).EnumerateArray(), (a, b) => Math.Abs(a.GetDouble() - b.GetDouble())).DefaultIfEmpty().Max();

        /// <summary>Continues from the reference's own phi, so that an uncertain sign of one step does not spoil the comparison of the next.</summary>
        private void SetPhi(PhiTrainer trainer, int step)
        {
            using var noGradient = no_grad();
            var values = tensor(Row(_expected["phi_before"], step)).to(_type);
            var start = 0L;
            foreach (var parameter in trainer.Phi)
            {
                parameter.copy_(values.narrow(0, start, parameter.numel()));
                start += parameter.numel();
            }
        }

        /// <summary>
        /// Adam's first steps have the size of its rate whatever the gradient's size, so where a gradient is within the
        /// tolerance of 0, either sign is right and the coefficient may differ by two steps from then on.
        /// </summary>
        private void NoteUncertainSigns(int step)
        {
            if (!_isEpochs || _type == ScalarType.Float64)
                return;
            var gradients = Row(_expected["phi_grad_before_clip"], step);
            var spread = gradients.Zip(Row(_expectedOther["phi_grad_before_clip"], step), (a, b) => Math.Abs(a - b)).Max();
            var tolerance = Tolerance(gradients.Max(Math.Abs), spread);
            for (var i = 0; i < gradients.Length; i++)
            {
                if (Math.Abs(gradients[i]) <= tolerance)
                    _uncertainty[i] = _uncertainty.GetValueOrDefault(i) + (2 * Steps[step].GetProperty("phi_lr").GetDouble());
            }
        }

        private void CheckRow(string name, int step, Tensor actual)
        {
            var expected = Row(_expected[name], step);
            var spread = expected.Zip(Row(_expectedOther[name], step), (a, b) => Math.Abs(a - b)).Max();
            var scale = expected.Max(Math.Abs);
            var values = actual.Values();
            for (var i = 0; i < expected.Length; i++)
            {
                var slack = name == "phi_grad_before_clip" ? 0 : _uncertainty.GetValueOrDefault(i);
                Assert.AreEqual(expected[i], values[i], Tolerance(scale, spread) + slack, $"{name}[{step}, {i}]");
            }
        }

        /// <summary>
        /// The README's tolerance for one step. Several epochs amplify rounding (float32 and float64 runs of the reference
        /// itself drift apart by up to their own size), so there the reference's own spread between the two precisions is
        /// the measure: as it is for float32, and scaled down by the ratio of the two roundings for float64.
        /// </summary>
        private double Tolerance(double scale, double spread)
        {
            var tolerance = (_type == ScalarType.Float64 ? 1e-10 : 3e-4) * scale;
            if (!_isEpochs)
                return tolerance;
            return tolerance + (_type == ScalarType.Float64 ? 100 * spread * Math.Pow(2, -29) : 32 * spread);
        }

        private static double[] Row(NpyArray array, int row) => array.ToDoubles().AsSpan(row * (int)array.Shape[1], (int)array.Shape[1]).ToArray();

        private static Tensor Join(IEnumerable<Tensor> tensors) => cat(tensors.Select(tensor => tensor.detach().flatten()).ToArray());
    }
}
