using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AfUnix.Tests.Interop;

internal enum Subject
{
    Size,
    Offset,
    FieldType,
    Constant,
    EnumMember,
    Function,
}

/// <summary>Something that the C# side holds to be true of the headers: a C++ constant expression, and words for it.</summary>
internal sealed record Claim(Subject Subject, string Words, string Expression)
{
    private const string File = "claims";

    /// <summary>
    /// What the claims are written with. A shape is two characters for each of a function's result and parameters: a kind
    /// and a width in bytes. Kinds: signed, unsigned, pointer, wide character, enum, record, void; 'h' is a handle, which C
    /// has as a pointer or as a signed number. widths of records are their own claims, so '*' stands for any.
    /// </summary>
    private const string Vocabulary = """
        #include "sdk.h"

        template <class T> constexpr char kind =
            __is_same(T, wchar_t) ? 'w' : __is_enum(T) ? 'e' : __is_pointer(T) ? 'p' : __is_void(T) ? 'v' :
            __is_integral(T) ? (__is_signed(T) ? 's' : 'u') : 'r';
        template <class T> constexpr char width = '0' + sizeof(T);
        template <> constexpr char width<void> = '0';

        constexpr bool agree(char managed, char native)
        {
            return managed == native || managed == '*' || (managed == 'h' && (native == 'p' || native == 's'));
        }

        template <class T> constexpr bool typed(const char *managed)
        {
            return agree(managed[0], kind<T>) && agree(managed[1], width<T>);
        }

        template <class F> struct Function;
        template <class R, class... A> struct Function<R (*)(A...)>
        {
            static constexpr bool shaped(const char *managed)
            {
                const char native[] = { kind<R>, width<R>, kind<A>..., 0, width<A>..., 0 };
                const int count = sizeof...(A);
                if (!agree(managed[0], native[0]) || !agree(managed[1], native[1]))
                    return false;
                managed += 2;
                for (int i = 0; i < count; i++, managed += 2)
                    if (!managed[0] || !agree(managed[0], native[2 + i]) || !agree(managed[1], native[3 + count + i]))
                        return false;
                return !managed[0];
            }
        };

        // The second half of a conditional that asks __builtin_constant_p may fold casts that C++ else refuses in a constant.
        #define FOLDED(value) (__builtin_constant_p((long long)(value)) ? (long long)(value) : (long long)(value))

        """;

    /// <summary>Those of the claims that the headers refute.</summary>
    public static IReadOnlyList<Claim> Refuted(IReadOnlyList<Claim> claims)
    {
        var source = new StringBuilder(Vocabulary);
        source.Append(CultureInfo.InvariantCulture, $"#line 1 \"{File}\"\n");
        foreach (Claim claim in claims)
        {
            source.Append(CultureInfo.InvariantCulture, $"static_assert({claim.Expression}, \"refuted\");\n");
        }

        // Also an error that is no refutation, such as a name that the headers do not have, belongs to the claim in its line.
        var refuted = new SortedSet<int>();
        foreach (string line in WindowsSdk.Diagnostics(source.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(':');
            if (parts[0] == File)
            {
                refuted.Add(int.Parse(parts[1], CultureInfo.InvariantCulture) - 1);
            }
            else if (line.Contains(": error:", StringComparison.Ordinal) || line.Contains("fatal", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The headers do not compile: {line}");
            }
        }

        return [.. refuted.Select(index => claims[index])];
    }
}
