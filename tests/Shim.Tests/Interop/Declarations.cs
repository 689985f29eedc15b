using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AfUnix.Tests.Interop;

/// <summary>Reads declarations as the C# compiler laid them out, and states each of them as claims about the headers.</summary>
internal static class Declarations
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<Claim> OfStruct(Type type)
    {
        int size = SizeOf(type);
        yield return new(Subject.Size, $"{type.Name} has {size} bytes", $"sizeof({type.Name}) == {size}");
        foreach (Claim claim in OfFields(type.Name, type, "", 0))
        {
            yield return claim;
        }
    }

    public static IEnumerable<Claim> OfConstants(Type type)
    {
        return from field in type.GetFields(Static)
               let value = Widened(field.IsLiteral ? field.GetRawConstantValue()! : field.GetValue(null)!)
               select new Claim(Subject.Constant, $"{field.Name} is {value}", $"FOLDED({field.Name}) == {Literal(value)}");
    }

    public static IEnumerable<Claim> OfEnum(Type type)
    {
        int size = SizeOf(type);
        yield return new(Subject.Size, $"enum {type.Name} has {size} bytes", $"sizeof({type.Name}) == {size}");
        foreach (FieldInfo member in type.GetFields(Static))
        {
            long value = Widened(member.GetRawConstantValue()!);
            yield return new(Subject.EnumMember, $"{type.Name}.{member.Name} is {value}", $"FOLDED({member.Name}) == {Literal(value)}");
        }
    }

    public static IEnumerable<Claim> OfFunctions(Type type)
    {
        foreach (MethodInfo method in Functions(type))
        {
            string name = method.GetCustomAttribute<DllImportAttribute>()!.EntryPoint ?? method.Name;
            var shape = new StringBuilder(Shape(method.ReturnType));
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                shape.Append(Shape(parameter.ParameterType));
            }

            yield return new(Subject.Function, $"{name} has the shape {shape}", $"Function<decltype(&{name})>::shaped(\"{shape}\")");
        }
    }

    public static IEnumerable<MethodInfo> Functions(Type type)
    {
        return type.GetMethods(Static).Where(method => method.GetCustomAttribute<DllImportAttribute>() != null);
    }

    private static IEnumerable<Claim> OfFields(string root, Type type, string path, int start)
    {
        foreach (FieldInfo field in type.GetFields(Instance))
        {
            int offset = start + OffsetOf(field);
            // The generator writes an array as a struct of its own, whose name ends so.
            bool isInlineRecord = field.FieldType.DeclaringType != null && !field.FieldType.Name.EndsWith("__FixedBuffer", StringComparison.Ordinal);
            if (isInlineRecord && field.Name == "Anonymous")
            {
                // C reaches the members of an unnamed union without a name for it.
                foreach (Claim claim in OfFields(root, field.FieldType, path, offset))
                {
                    yield return claim;
                }

                continue;
            }

            if (field.Name == "_bitfield")
            {
                // Bit fields have no address. Those of SCOPE_ID share a union with Value, which is compared.
                continue;
            }

            string name = path + field.Name;
            string native = $"static_cast<{root} *>(nullptr)->{name}";
            int size = SizeOf(field.FieldType);
            yield return new(Subject.Offset, $"{root}.{name} is at {offset}", $"__builtin_offsetof({root}, {name}) == {offset}");
            yield return new(Subject.Size, $"{root}.{name} has {size} bytes", $"sizeof({native}) == {size}");
            string shape = Shape(field.FieldType);
            yield return new(Subject.FieldType, $"{root}.{name} is of kind {shape}", $"typed<decltype({native})>(\"{shape}\")");
            if (isInlineRecord)
            {
                foreach (Claim claim in OfFields(root, field.FieldType, name + ".", offset))
                {
                    yield return claim;
                }
            }
        }
    }

    private static string Shape(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer)
        {
            return "p8";
        }

        if (type.IsEnum)
        {
            return "e" + SizeOf(type).ToString(CultureInfo.InvariantCulture);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => "s1",
            TypeCode.Int16 => "s2",
            TypeCode.Int32 => "s4",
            TypeCode.Int64 => "s8",
            TypeCode.Byte => "u1",
            TypeCode.UInt16 => "u2",
            TypeCode.UInt32 => "u4",
            TypeCode.UInt64 => "u8",
            TypeCode.Char => "w2",
            _ when type == typeof(nint) => "h8",
            _ when type == typeof(nuint) => "u8",
            _ when type == typeof(void) => "v0",
            _ => "r*",
        };
    }

    /// <summary>Where the field really lies. Marshal.OffsetOf would tell where the marshaller puts a copy.</summary>
    private static unsafe int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(nint), [typeof(nint)], typeof(Declarations).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ret);
        long origin;
        var address = method.CreateDelegate<Func<nint, nint>>();
        return (int)(address((nint)(&origin)) - (nint)(&origin));
    }

    private static int SizeOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer)
        {
            return sizeof(long);
        }

        return (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
    }

    private static long Widened(object value)
    {
        return value switch
        {
            ulong or nuint => unchecked((long)Convert.ToUInt64(value is nuint native ? (ulong)native : value, CultureInfo.InvariantCulture)),
            nint native => native,
            _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        };
    }

    // C++ has no negative literals, and the least long long cannot be written as one.
    private static string Literal(long value) => $"(long long)0x{value:X}ULL";
}
