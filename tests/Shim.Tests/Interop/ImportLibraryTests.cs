using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Interop;

/// <summary>A header does not say which DLL a function is in. A wrong name would show only when the function is called.</summary>
[TestFixture]
internal sealed class ImportLibraryTests
{
    [TestCase(typeof(Ws2_32), "ws2_32")]
    [TestCase(typeof(Kernel32), "kernel32")]
    [TestCase(typeof(Advapi32), "advapi32")]
    [TestCase(typeof(Iphlpapi), "iphlpapi")]
    [TestCase(typeof(Ntdll), "ntdll")]
    public void Functions_are_in_the_DLL_that_is_named(Type type, string library)
    {
        HashSet<string> symbols = ImportLibrary.Symbols(library);
        Assert.Multiple(() =>
        {
            Assert.That(Declarations.Functions(type).Select(Library), Is.All.EqualTo(library));
            Assert.That(Declarations.Functions(type).Select(function => function.Name), Is.SubsetOf(symbols));
        });
    }

    /// <summary>kernelbase.dll has no import library of its own; what only it has is in the one over all of its API sets.</summary>
    [Test]
    public void Functions_of_kernelbase_are_not_in_kernel32()
    {
        string[] functions = [.. Declarations.Functions(typeof(KernelBase)).Select(function => function.Name)];
        Assert.Multiple(() =>
        {
            Assert.That(Declarations.Functions(typeof(KernelBase)).Select(Library), Is.All.EqualTo("kernelbase"));
            Assert.That(functions, Is.SubsetOf(ImportLibrary.Symbols("onecore")));
            Assert.That(functions.Intersect(ImportLibrary.Symbols("kernel32")), Is.Empty);
        });
    }

    private static string Library(MethodInfo function) => function.GetCustomAttribute<DllImportAttribute>()!.Value;
}
