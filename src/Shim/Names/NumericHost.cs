using System.Buffers.Text;

namespace AfUnix.Names;

/// <summary>A host given as numbers: IPv4 in any form, IPv6, or IPv6 with the number of a scope behind a '%'.</summary>
internal static class NumericHost
{
    /// <param name="badScope">What stands behind the '%' is no number; a name, for instance, which only Linux knows.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out HostAddress address, out bool badScope)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Text.Size];
        address = default;
        badScope = false;
        if (Ipv4Text.TryParseLoose(text, bytes))
        {
            address = HostAddress.From(Interop.Win.AF_INET, bytes[..Ipv4Text.Size]);
            return true;
        }

        int end = text.IndexOf((byte)'%');
        if (!Ipv6Text.TryParse(end < 0 ? text : text[..end], bytes))
        {
            return false;
        }

        address = HostAddress.From(Interop.Win.AF_INET6, bytes);
        if (end >= 0)
        {
            ReadOnlySpan<byte> scope = text[(end + 1)..];
            badScope = !Utf8Parser.TryParse(scope, out address.Scope, out int used) || used != scope.Length;
        }

        return true;
    }
}
