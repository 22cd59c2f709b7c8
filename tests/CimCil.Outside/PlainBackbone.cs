using System.Globalization;
using CimCil.Networks;
using static TorchSharp.torch;

namespace Flags;

/// <summary>What <see cref="PlainNetwork"/> describes. How its layers follow each other stands here once, for training, masks and export.</summary>
internal sealed class PlainBackbone : Backbone
{
    private readonly Block[] _blocks;

    public PlainBackbone(PlainNetwork config, Device device, ScalarType type) : base(nameof(PlainBackbone), device, type)
    {
        ChannelDivisor = config.Width;
        _blocks = new Block[config.BlockCount];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var place = i == _blocks.Length - 1 ? StagePlace.Last : StagePlace.Earlier;
            _blocks[i] = new Block(i == 0 ? 3 : config.Width, config.Width, place, device, type);
            register_module(i.ToString(CultureInfo.InvariantCulture), _blocks[i]);
        }
    }

    public override int ChannelDivisor { get; }

    public override T Apply<T>(ILayers<T> layers, T images) => _blocks.Aggregate(images, (maps, block) => block.Apply(layers, maps));

    private sealed class Block : NamedModule
    {
        private readonly Convolution _convolution;
        private readonly Norm _norm;
        private readonly RationalActivation _activation;

        public Block(int inputs, int outputs, StagePlace place, Device device, ScalarType type) : base(nameof(Block))
        {
            register_module("convolution", _convolution = new Convolution(inputs, outputs, side: 3, stride: 1, device, type));
            register_module("norm", _norm = new Norm(outputs, device, type));
            register_module("activation", _activation = new RationalActivation(device, type, place));
        }

        public T Apply<T>(ILayers<T> layers, T x) => layers.Part(() =>
        {
            var maps = layers.Activate(layers.Convolve(x, _convolution, _norm), _activation);
            return _activation.Place == StagePlace.Last ? maps : layers.MaxPool(maps, side: 3, stride: 2);
        });
    }
}
