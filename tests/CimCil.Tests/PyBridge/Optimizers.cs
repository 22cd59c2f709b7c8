using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.Tests.PyBridge;

/// <summary>Every optimizer of TorchSharp whose state has a form in Python.</summary>
internal static class Optimizers
{
    public static IReadOnlyList<string> Kinds { get; } =
        ["sgd", "adam", "adam with amsgrad", "adamw", "adamw with amsgrad", "adamax", "nadam", "radam", "adadelta", "adagrad", "asgd", "rmsprop", "rprop"];

    public static OptimizerHelper Create(string kind, IEnumerable<Parameter> parameters, double rate) => kind switch
    {
        "sgd" => torch.optim.SGD(parameters, rate, momentum: 0.9, weight_decay: 5e-4),
        "adam" => torch.optim.Adam(parameters, rate, weight_decay: 5e-4),
        "adam with amsgrad" => torch.optim.Adam(parameters, rate, weight_decay: 5e-4, amsgrad: true),
        "adamw" => torch.optim.AdamW(parameters, rate, beta2: 0.99),
        "adamw with amsgrad" => torch.optim.AdamW(parameters, rate, weight_decay: 5e-4, amsgrad: true),
        "adamax" => torch.optim.Adamax(parameters, rate, weight_decay: 5e-4),
        "nadam" => torch.optim.NAdam(parameters, rate, weight_decay: 5e-4),
        "radam" => torch.optim.RAdam(parameters, rate, weight_decay: 5e-4),
        "adadelta" => torch.optim.Adadelta(parameters, rate, weight_decay: 5e-4),
        "adagrad" => torch.optim.Adagrad(parameters, rate, lr_decay: 0.1, initial_accumulator_value: 0.5),
        "asgd" => torch.optim.ASGD(parameters, rate, lambd: 0.01, t0: 1),
        "rmsprop" => torch.optim.RMSProp(parameters, rate, momentum: 0.9, centered: true),
        "rprop" => torch.optim.Rprop(parameters, rate, etaminus: 0.4),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such optimizer."),
    };

    public static List<Parameter> Parameters() => [new(torch.ones(2, 3)), new(torch.full([3], 2.0f))];

    public static List<Parameter> CopiesOf(IEnumerable<Parameter> parameters) => [.. parameters.Select(parameter => new Parameter(parameter.detach().clone()))];

    public static void Step(OptimizerHelper optimizer, List<Parameter> parameters, int count)
    {
        for (var i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            parameters.Select(parameter => (parameter * parameter * (i + 1)).sum()).Aggregate((a, b) => a + b).backward();
            optimizer.step();
        }
    }
}
