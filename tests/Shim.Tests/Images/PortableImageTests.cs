using System.Collections.Generic;
using System.Linq;
using System.Text;
using AfUnix.Images;
using NUnit.Framework;

namespace AfUnix.Tests.Images;

[TestFixture]
internal sealed unsafe class PortableImageTests
{
    [Test]
    public void An_image_of_64_bits()
    {
        var image = new CraftedImage();
        Assert.That(Is64Bit(image));
        image.Bytes[0] = 0;
        Assert.That(Is64Bit(image), Is.False, "no MZ");
        image = new CraftedImage();
        image.Put(0x98, 0x10B);
        Assert.That(Is64Bit(image), Is.False, "32 bits");
    }

    [Test]
    public void What_lies_outside_is_not_looked_at()
    {
        fixed (byte* start = new CraftedImage().Bytes)
        {
            var image = new PortableImage((nint)start);
            Assert.That(image.At(CraftedImage.Size - 4, 4) == start + CraftedImage.Size - 4);
            Assert.That(image.At(CraftedImage.Size - 3, 4) == null);
            Assert.That(image.At(CraftedImage.Size, 1) == null);
            Assert.That(image.At(ulong.MaxValue, 2) == null);
            Assert.That(image.At(0, 1) == null, "offset 0 means that there is none");
            Assert.That(image.Text(CraftedImage.Size + 5).IsEmpty);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Imports_are_found(bool delayed)
    {
        var image = new CraftedImage();
        int slots = image.SetImports(delayed, withNames: true, ("one.dll", ["alpha", "23", "beta"]), ("two.dll", ["gamma"]));
        Assert.That(Imports(image, delayed), Is.EqualTo(new[] { "one.dll alpha 100", "one.dll  101", "one.dll beta 102", "two.dll gamma 100" }));
        Assert.That(Imports(image, !delayed), Is.Empty, "the other table");
        fixed (byte* start = image.Bytes)
        {
            var imports = new ImportCursor(new PortableImage((nint)start), delayed);
            Assert.That(imports.NextLibrary() && imports.NextFunction());
            Assert.That((nint)imports.Slot, Is.EqualTo((nint)start + slots));
        }
    }

    [Test]
    public void Imports_without_names_are_found()
    {
        var image = new CraftedImage();
        image.SetImports(delayed: false, withNames: false, ("one.dll", ["alpha", "beta"]));
        Assert.That(Imports(image, false), Is.EqualTo(new[] { "one.dll  100", "one.dll  101" }));
    }

    [Test]
    public void A_broken_import_table_has_an_end()
    {
        var image = new CraftedImage();
        image.SetImports(delayed: false, withNames: true, ("one.dll", ["alpha"]));
        image.SetDirectory(1, CraftedImage.Size - 8, 0x100);
        Assert.That(Imports(image, false), Is.Empty);
        image.SetDirectory(1, int.MaxValue, 0x100);
        Assert.That(Imports(image, false), Is.Empty);
    }

    [Test]
    public void Exports_are_found_by_name_and_by_address()
    {
        var image = new CraftedImage();
        int offsets = image.SetExports([0x1100, 0x1200, 0, 0x1300], ("accept", 3), ("bind", 0), ("connect", 1), ("zero", 9));
        fixed (byte* start = image.Bytes)
        {
            var exports = new ExportTable(new PortableImage((nint)start));
            Assert.That((nint)exports.Find("accept"u8), Is.EqualTo((nint)start + offsets + 12));
            Assert.That((nint)exports.Find("bind"u8), Is.EqualTo((nint)start + offsets));
            Assert.That((nint)exports.Find("connect"u8), Is.EqualTo((nint)start + offsets + 4));
            Assert.That(exports.Find("bin"u8) == null && exports.Find("bindx"u8) == null && exports.Find(""u8) == null);
            Assert.That(exports.Find("zero"u8) == null, "a number that no function has");
        }
    }

    [Test]
    public void A_forward_is_an_offset_into_the_table()
    {
        var image = new CraftedImage();
        image.SetExports([0x1100], ("one", 0));
        fixed (byte* start = image.Bytes)
        {
            var portable = new PortableImage((nint)start);
            var exports = new ExportTable(portable);
            (uint offset, uint size) = portable.Directory(PortableImage.ExportDirectory);
            Assert.That(new[] { offset, offset + size - 1 }.Select(exports.IsForward), Is.All.True);
            Assert.That(new[] { offset - 1, offset + size, 0x1100u }.Select(exports.IsForward), Is.All.False);
        }
    }

    [Test]
    public void An_address_within_4_GB_above_can_be_exported()
    {
        var image = new CraftedImage();
        image.SetExports([0x1100], ("one", 0));
        fixed (byte* start = image.Bytes)
        {
            var portable = new PortableImage((nint)start);
            var exports = new ExportTable(portable);
            nint table = (nint)start + (nint)portable.Directory(PortableImage.ExportDirectory).Offset;
            nint last = unchecked((nint)start + (nint)uint.MaxValue);
            Assert.That(new[] { (nint)start + 1, (nint)start + 2 * CraftedImage.Size, last }.Select(exports.CanHold), Is.All.True);
            Assert.That(new[] { (nint)start, (nint)start - 1, last + 1, table }.Select(exports.CanHold), Is.All.False);
        }
    }

    [Test]
    public void A_module_without_exports_has_none()
    {
        fixed (byte* start = new CraftedImage().Bytes)
        {
            Assert.That(new ExportTable(new PortableImage((nint)start)).Find("one"u8) == null);
        }
    }

    private static bool Is64Bit(CraftedImage image)
    {
        fixed (byte* start = image.Bytes)
        {
            return new PortableImage((nint)start).Is64Bit;
        }
    }

    private static List<string> Imports(CraftedImage image, bool delayed)
    {
        List<string> found = [];
        fixed (byte* start = image.Bytes)
        {
            var imports = new ImportCursor(new PortableImage((nint)start), delayed);
            while (imports.NextLibrary())
            {
                while (imports.NextFunction())
                {
                    found.Add($"{Encoding.ASCII.GetString(imports.Library)} {Encoding.ASCII.GetString(imports.Function)} {*imports.Slot}");
                }
            }
        }

        return found;
    }
}
