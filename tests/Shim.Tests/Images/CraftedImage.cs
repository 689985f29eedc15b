using System;
using System.Collections.Generic;
using System.Text;

namespace AfUnix.Tests.Images;

/// <summary>As much of a mapped module as is looked at, made by hand: headers, and the tables that a case asks for.</summary>
internal sealed class CraftedImage
{
    public const int Size = 0x2000;
    private const int Header = 0x80;
    private const int Optional = Header + 0x18;
    private const int Directories = Header + 0x88;
    private const int FirstFree = 0x400;

    private readonly byte[] _bytes = new byte[Size];
    private int _end = FirstFree;

    public CraftedImage()
    {
        "MZ"u8.CopyTo(_bytes);
        Put(0x3C, Header);
        "PE"u8.CopyTo(_bytes.AsSpan(Header));
        Put(Optional, 0x20B);
        Put(Header + 0x50, Size);
        Put(Header + 0x84, 16);
    }

    public byte[] Bytes => _bytes;

    public void Put(int offset, int value) => BitConverter.TryWriteBytes(_bytes.AsSpan(offset), value);

    public void Put(int offset, long value) => BitConverter.TryWriteBytes(_bytes.AsSpan(offset), value);

    public int Take(int size)
    {
        int place = _end;
        _end += (size + 7) & ~7;
        return place;
    }

    public int Add(string text)
    {
        int place = Take(text.Length + 1);
        Encoding.ASCII.GetBytes(text, _bytes.AsSpan(place));
        return place;
    }

    public void SetDirectory(int index, int offset, int size)
    {
        Put(Directories + index * 8, offset);
        Put(Directories + index * 8 + 4, size);
    }

    /// <param name="functions">Offsets.</param>
    /// <param name="names">In order, and which function each is.</param>
    /// <returns>Where the functions' offsets stand.</returns>
    public int SetExports(IReadOnlyList<int> functions, params IReadOnlyList<(string Name, int Function)> names)
    {
        int table = Take(40);
        int offsets = Take(functions.Count * 4);
        int texts = Take(names.Count * 4);
        int indices = Take(names.Count * 2);
        Put(table + 20, functions.Count);
        Put(table + 24, names.Count);
        Put(table + 28, offsets);
        Put(table + 32, texts);
        Put(table + 36, indices);
        for (int i = 0; i < functions.Count; i++)
        {
            Put(offsets + i * 4, functions[i]);
        }

        for (int i = 0; i < names.Count; i++)
        {
            Put(texts + i * 4, Add(names[i].Name));
            BitConverter.TryWriteBytes(_bytes.AsSpan(indices + i * 2), (ushort)names[i].Function);
        }

        SetDirectory(0, table, _end - table);
        return offsets;
    }

    /// <param name="functions">Of each library; a number instead of a name is an ordinal.</param>
    /// <returns>Where the first library's slots stand; they count from 100.</returns>
    public int SetImports(bool delayed, bool withNames, params IReadOnlyList<(string Library, string[] Functions)> libraries)
    {
        int entrySize = delayed ? 32 : 20;
        int table = Take((libraries.Count + 1) * entrySize);
        int first = 0;
        for (int i = 0; i < libraries.Count; i++)
        {
            (string library, string[] functions) = libraries[i];
            int names = Take((functions.Length + 1) * 8);
            int slots = Take((functions.Length + 1) * 8);
            first = i == 0 ? slots : first;
            Put(table + i * entrySize + (delayed ? 4 : 12), Add(library));
            Put(table + i * entrySize + (delayed ? 16 : 0), withNames ? names : 0);
            Put(table + i * entrySize + (delayed ? 12 : 16), slots);
            for (int j = 0; j < functions.Length; j++)
            {
                bool isNumber = int.TryParse(functions[j], out int number);
                Put(names + j * 8, isNumber ? long.MinValue | (long)number : Add("\0\0" + functions[j]));
                Put(slots + j * 8, 100L + j);
            }
        }

        SetDirectory(delayed ? 13 : 1, table, _end - table);
        return first;
    }
}
