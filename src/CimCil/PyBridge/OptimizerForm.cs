using System.Collections.Frozen;
using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>
/// What Python calls the settings of an optimizer's parameter groups (beside <c>lr</c>) and the state of its parameters, and where
/// TorchSharp keeps them. The reader and the writer both follow it.
/// </summary>
/// <param name="Settings">The settings of a group.</param>
/// <param name="Entries">The state of a parameter.</param>
internal sealed record OptimizerForm(IReadOnlyList<OptimizerSetting> Settings, IReadOnlyList<OptimizerEntry> Entries)
{
    private static readonly FrozenDictionary<Type, OptimizerForm> Forms = new Dictionary<Type, OptimizerForm>
    {
        [typeof(SGD.Options)] = new(
            [
                OptimizerSetting.Number<SGD.Options>("momentum", o => ref o.momentum), OptimizerSetting.Number<SGD.Options>("dampening", o => ref o.dampening),
                OptimizerSetting.Number<SGD.Options>("weight_decay", o => ref o.weight_decay),
                OptimizerSetting.Truth<SGD.Options>("nesterov", o => ref o.nesterov), OptimizerSetting.Truth<SGD.Options>("maximize", o => ref o.maximize),
            ],
            // Python makes it in the first step, and with momentum alone.
            [OptimizerEntry.OptionalTensor<SGD.State>("momentum_buffer", s => ref s.momentum_buffer)]),
        [typeof(Adam.Options)] = new(
            [
                OptimizerSetting.Pair<Adam.Options>("betas", o => ref o.beta1, o => ref o.beta2), OptimizerSetting.Number<Adam.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<Adam.Options>("weight_decay", o => ref o.weight_decay),
                OptimizerSetting.Truth<Adam.Options>("amsgrad", o => ref o.amsgrad), OptimizerSetting.Truth<Adam.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<Adam.State>("step", s => ref s.step), OptimizerEntry.Tensor<Adam.State>("exp_avg", s => ref s.exp_avg),
                OptimizerEntry.Tensor<Adam.State>("exp_avg_sq", s => ref s.exp_avg_sq),
                OptimizerEntry.TensorWith<Adam.State>("max_exp_avg_sq", s => ref s.max_exp_avg_sq, "amsgrad"),
            ]),
        [typeof(AdamW.Options)] = new(
            [
                OptimizerSetting.Pair<AdamW.Options>("betas", o => ref o.beta1, o => ref o.beta2), OptimizerSetting.Number<AdamW.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<AdamW.Options>("weight_decay", o => ref o.weight_decay),
                OptimizerSetting.Truth<AdamW.Options>("amsgrad", o => ref o.amsgrad), OptimizerSetting.Truth<AdamW.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<AdamW.State>("step", s => ref s.step), OptimizerEntry.Tensor<AdamW.State>("exp_avg", s => ref s.exp_avg),
                OptimizerEntry.Tensor<AdamW.State>("exp_avg_sq", s => ref s.exp_avg_sq),
                OptimizerEntry.TensorWith<AdamW.State>("max_exp_avg_sq", s => ref s.max_exp_avg_sq, "amsgrad"),
            ]),
        [typeof(Adamax.Options)] = new(
            [
                OptimizerSetting.Pair<Adamax.Options>("betas", o => ref o.beta1, o => ref o.beta2), OptimizerSetting.Number<Adamax.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<Adamax.Options>("weight_decay", o => ref o.weight_decay),
            ],
            [
                OptimizerEntry.Count<Adamax.State>("step", s => ref s.step), OptimizerEntry.Tensor<Adamax.State>("exp_avg", s => ref s.exp_avg),
                OptimizerEntry.Tensor<Adamax.State>("exp_inf", s => ref s.exp_inf),
            ]),
        [typeof(NAdam.Options)] = new(
            [
                OptimizerSetting.Pair<NAdam.Options>("betas", o => ref o.beta1, o => ref o.beta2), OptimizerSetting.Number<NAdam.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<NAdam.Options>("weight_decay", o => ref o.weight_decay), OptimizerSetting.Number<NAdam.Options>("momentum_decay", o => ref o.momentum_decay),
            ],
            [
                OptimizerEntry.Count<NAdam.State>("step", s => ref s.step), OptimizerEntry.Number<NAdam.State>("mu_product", s => ref s.mu_product),
                OptimizerEntry.Tensor<NAdam.State>("exp_avg", s => ref s.exp_avg), OptimizerEntry.Tensor<NAdam.State>("exp_avg_sq", s => ref s.exp_avg_sq),
            ]),
        [typeof(RAdam.Options)] = new(
            [
                OptimizerSetting.Pair<RAdam.Options>("betas", o => ref o.beta1, o => ref o.beta2), OptimizerSetting.Number<RAdam.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<RAdam.Options>("weight_decay", o => ref o.weight_decay),
            ],
            [
                OptimizerEntry.Count<RAdam.State>("step", s => ref s.step), OptimizerEntry.Tensor<RAdam.State>("exp_avg", s => ref s.exp_avg),
                OptimizerEntry.Tensor<RAdam.State>("exp_avg_sq", s => ref s.exp_avg_sq),
            ]),
        [typeof(Adadelta.Options)] = new(
            [
                OptimizerSetting.Number<Adadelta.Options>("rho", o => ref o.rho), OptimizerSetting.Number<Adadelta.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<Adadelta.Options>("weight_decay", o => ref o.weight_decay), OptimizerSetting.Truth<Adadelta.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<Adadelta.State>("step", s => ref s.step), OptimizerEntry.Tensor<Adadelta.State>("square_avg", s => ref s.square_avg),
                OptimizerEntry.Tensor<Adadelta.State>("acc_delta", s => ref s.acc_delta),
            ]),
        [typeof(Adagrad.Options)] = new(
            [
                OptimizerSetting.Number<Adagrad.Options>("lr_decay", o => ref o.lr_decay), OptimizerSetting.Number<Adagrad.Options>("eps", o => ref o.eps),
                OptimizerSetting.Number<Adagrad.Options>("weight_decay", o => ref o.weight_decay),
                OptimizerSetting.Number<Adagrad.Options>("initial_accumulator_value", o => ref o.initial_accumulator_value),
            ],
            [OptimizerEntry.Count<Adagrad.State>("step", s => ref s.step), OptimizerEntry.Tensor<Adagrad.State>("sum", s => ref s.sum)]),
        [typeof(ASGD.Options)] = new(
            [
                OptimizerSetting.Number<ASGD.Options>("lambd", o => ref o.lambd), OptimizerSetting.Number<ASGD.Options>("alpha", o => ref o.alpha),
                OptimizerSetting.Number<ASGD.Options>("t0", o => ref o.t0), OptimizerSetting.Number<ASGD.Options>("weight_decay", o => ref o.weight_decay),
                OptimizerSetting.Truth<ASGD.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<ASGD.State>("step", s => ref s.step), OptimizerEntry.Number<ASGD.State>("eta", s => ref s.eta),
                OptimizerEntry.Number<ASGD.State>("mu", s => ref s.mu), OptimizerEntry.Tensor<ASGD.State>("ax", s => ref s.ax),
            ]),
        [typeof(RMSProp.Options)] = new(
            [
                OptimizerSetting.Number<RMSProp.Options>("momentum", o => ref o.momentum), OptimizerSetting.Number<RMSProp.Options>("alpha", o => ref o.alpha),
                OptimizerSetting.Number<RMSProp.Options>("eps", o => ref o.eps), OptimizerSetting.Truth<RMSProp.Options>("centered", o => ref o.centered),
                OptimizerSetting.Number<RMSProp.Options>("weight_decay", o => ref o.weight_decay), OptimizerSetting.Truth<RMSProp.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<RMSProp.State>("step", s => ref s.step), OptimizerEntry.Tensor<RMSProp.State>("square_avg", s => ref s.square_avg),
                OptimizerEntry.TensorWith<RMSProp.State>("momentum_buffer", s => ref s.momentum_buffer, "momentum"),
                OptimizerEntry.TensorWith<RMSProp.State>("grad_avg", s => ref s.grad_avg, "centered"),
            ]),
        [typeof(Rprop.Options)] = new(
            [
                OptimizerSetting.Pair<Rprop.Options>("etas", o => ref o.etaminus, o => ref o.etaplus),
                OptimizerSetting.Pair<Rprop.Options>("step_sizes", o => ref o.min_step, o => ref o.max_step), OptimizerSetting.Truth<Rprop.Options>("maximize", o => ref o.maximize),
            ],
            [
                OptimizerEntry.Count<Rprop.State>("step", s => ref s.step), OptimizerEntry.Tensor<Rprop.State>("prev", s => ref s.prev),
                OptimizerEntry.Tensor<Rprop.State>("step_size", s => ref s.step_size),
            ]),
    }.ToFrozenDictionary();

    /// <exception cref="CheckpointException">The optimizer is not one of TorchSharp's.</exception>
    public static OptimizerForm Of(OptimizerOptions options) => Forms.TryGetValue(options.GetType(), out var form)
        ? form
        : throw new CheckpointException($"The state of {options.GetType().DeclaringType?.Name ?? options.GetType().Name} has no form here; the optimizers of TorchSharp can be saved and loaded, but for LBFGS.");
}
