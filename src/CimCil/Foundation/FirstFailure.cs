using System.Runtime.ExceptionServices;

namespace CimCil.Foundation;

/// <summary>Several parts of parallel work may fail at once; the message of one is what a person can act on.</summary>
internal static class FirstFailure
{
    /// <summary>Does the work; throws one of its failures as it is.</summary>
    public static void Of(Action parallelWork)
    {
        try
        {
            parallelWork();
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
