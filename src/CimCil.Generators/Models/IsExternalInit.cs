namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for before it allows <c>init</c> on .NET Standard 2.0.</summary>
internal static class IsExternalInit;
