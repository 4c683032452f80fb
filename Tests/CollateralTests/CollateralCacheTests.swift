import Foundation
import TestSupport
import Testing

@testable import Collateral

@Suite(.scratchDirectory) struct CollateralCacheTests {
    private var scratch: ScratchDirectory { .current }

    @Test func `an entry is kept under any key, and another key finds nothing`() {
        let cache = CollateralCache(directory: scratch.path("cache"))
        #expect(cache.entry("a") == nil)
        cache.put([1, 2], for: "../../a?b=\u{0}")
        #expect(cache.entry("../../a?b=\u{0}")?.bytes == [1, 2])
        #expect(cache.entry("../../a?b=") == nil)
        #expect((cache.entry("../../a?b=\u{0}")?.age).map { (0...60).contains($0) } == true)
    }

    @Test func `it holds a bounded number of entries of a bounded size, the newest`() throws {
        let cache = CollateralCache(directory: scratch.path("cache"))
        cache.put([UInt8](repeating: 0, count: CollateralCache.entryLimit + 1), for: "large")
        #expect(cache.entry("large") == nil)
        for number in 0..<(CollateralCache.countLimit + 10) { cache.put([1], for: "\(number)") }
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("cache"))
        #expect(names.count == CollateralCache.countLimit)
        #expect(cache.entry("\(CollateralCache.countLimit + 9)") != nil)
    }

    @Test func `a directory that cannot be made, a link and a folder in the place of an entry are no failures`() throws
    {
        let missing = CollateralCache(directory: scratch.path("a/b/c"))
        missing.put([1], for: "a")
        #expect(missing.entry("a") == nil)
        let cache = CollateralCache(directory: scratch.path("cache"))
        cache.put([1], for: "a")
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: scratch.path("cache")).first)
        try FileManager.default.removeItem(atPath: scratch.path("cache/\(name)"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("cache/\(name)"),
            withDestinationPath: "/etc/hostname"
        )
        #expect(cache.entry("a") == nil)
        try FileManager.default.removeItem(atPath: scratch.path("cache/\(name)"))
        try FileManager.default.createDirectory(
            atPath: scratch.path("cache/\(name)"),
            withIntermediateDirectories: false
        )
        #expect(cache.entry("a") == nil)
        cache.put([1], for: "a")
        #expect(cache.entry("a") == nil)
    }
}
