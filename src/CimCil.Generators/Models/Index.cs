namespace System;

/// <summary>What the compiler asks for before it allows list patterns on .NET Standard 2.0.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
