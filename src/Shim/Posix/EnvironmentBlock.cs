using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// The environment of a process that is about to be made: the one that was given for it, or this process's own, with one variable more. In UTF-16 or, as
/// it was given, in the system's code page, where the variable is of ASCII characters alone.
/// </summary>
internal sealed unsafe class EnvironmentBlock : IDisposable
{
    private readonly byte* _memory;

    private EnvironmentBlock(byte* memory) => _memory = memory;

    public void* Memory => _memory;

    /// <param name="given">What the caller gave; null for a copy of this process's own, which is UTF-16.</param>
    /// <param name="isWide">What was given is UTF-16.</param>
    /// <param name="name">The variable's name; another variable of this name is left out.</param>
    public static EnvironmentBlock With(void* given, bool isWide, string name, string value)
    {
        if (given != null && !isWide)
        {
            return new EnvironmentBlock(Merge(new ReadOnlySpan<byte>(given, LengthOf((byte*)given)), name, value));
        }

        char* own = given == null ? Kernel32.GetEnvironmentStringsW() : null;
        char* source = given == null ? own : (char*)given;
        var block = new EnvironmentBlock(Merge(new ReadOnlySpan<char>(source, LengthOf(source)), name, value));
        if (own != null)
        {
            Kernel32.FreeEnvironmentStringsW(own);
        }

        return block;
    }

    public void Dispose() => NativeMemory.Free(_memory);

    /// <summary>Copies the variables, each with its NUL, in their order, which is that of their names; ours goes where it belongs.</summary>
    private static byte* Merge<T>(ReadOnlySpan<T> variables, string name, string value)
        where T : unmanaged, IEquatable<T>
    {
        string ours = $"{name}={value}\0";
        var memory = (T*)NativeMemory.AllocZeroed((nuint)(variables.Length + ours.Length + 1), (nuint)sizeof(T));
        T* next = memory;
        bool isIn = false;
        while (!variables.IsEmpty)
        {
            ReadOnlySpan<T> variable = variables[..(variables.IndexOf(default(T)) + 1)];
            variables = variables[variable.Length..];
            int order = CompareNames(variable, name);
            if (order > 0 && !isIn)
            {
                next = Append(next, ours);
                isIn = true;
            }

            if (order != 0)
            {
                variable.CopyTo(new Span<T>(next, variable.Length));
                next += variable.Length;
            }
        }

        _ = isIn ? next : Append(next, ours);
        return (byte*)memory;
    }

    private static T* Append<T>(T* next, string text)
        where T : unmanaged
    {
        foreach (char c in text)
        {
            *(byte*)next++ = (byte)c; // ASCII; the upper half, if there is one, is zero already
        }

        return next;
    }

    /// <summary>How a variable's name compares with ours, which is in capital letters: as the system orders them, without regard to case.</summary>
    private static int CompareNames<T>(ReadOnlySpan<T> variable, string name)
        where T : unmanaged
    {
        for (int i = 0; i < variable.Length; i++)
        {
            T raw = variable[i];
            char c = char.ToUpperInvariant(sizeof(T) == 1 ? (char)*(byte*)&raw : *(char*)&raw);
            bool atEnd = c == '=' && i > 0; // names of the system's own begin with one
            if (atEnd || i == name.Length)
            {
                return atEnd ? (i == name.Length ? 0 : -1) : 1;
            }

            if (c != name[i])
            {
                return c - name[i];
            }
        }

        return -1;
    }

    /// <summary>Up to the NUL that ends the block, which is a variable without a character.</summary>
    private static int LengthOf<T>(T* block)
        where T : unmanaged, IEquatable<T>
    {
        int length = 0;
        while (!block[length].Equals(default))
        {
            while (!block[length].Equals(default))
            {
                length++;
            }

            length++;
        }

        return length;
    }
}
