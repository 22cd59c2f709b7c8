/// <summary>The folder from which the programs beside this one are run.</summary>
internal static class RootFolder
{
    /// <summary>Whether this is it; says so where it is not.</summary>
    public static bool IsHere()
    {
        if (File.Exists("CimCil.sln"))
            return true;
        Console.Error.WriteLine("CimCil.sln is not here: run this from the project's root folder.");
        return false;
    }
}
