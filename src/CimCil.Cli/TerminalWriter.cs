using System.Text;

namespace CimCil.Cli;

/// <summary>
/// Writes to a terminal for as long as there is one. A terminal that is closed makes every write fail, and a run that is to write its
/// checkpoint must not end at that: nobody is there to read.
/// </summary>
internal sealed class TerminalWriter(TextWriter terminal) : TextWriter
{
    private TextWriter _target = terminal;

    public override Encoding Encoding { get; } = terminal.Encoding;

    /// <summary>Puts one between this process and its terminal; files and pipes are left as they are, and tell of their failures.</summary>
    public static void Use()
    {
        if (!Console.IsOutputRedirected)
            Console.SetOut(new TerminalWriter(Console.Out));
        if (!Console.IsErrorRedirected)
            Console.SetError(new TerminalWriter(Console.Error));
    }

    public override void Write(char value) => Try(target => target.Write(value));

    public override void Write(string? value) => Try(target => target.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(target => target.Write(buffer, index, count));

    public override void Flush() => Try(target => target.Flush());

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(_target);
        }
        catch (IOException)
        {
            _target = Null;
        }
    }
}
