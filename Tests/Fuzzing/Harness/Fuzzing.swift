import FoundationEssentials
import Glibc

/// Gives libFuzzer's inputs to the one parser that `FUZZ_TARGET` names: by the environment, because libFuzzer starts
/// itself again with its own arguments.
enum Fuzzing {
    fileprivate static let target: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            fatalError("FUZZ_TARGET names no target: \"\(name)\"")
        }
        return target
    }()

    /// `list` shows every target with the size of its largest input; `seeds <target> <vectors> <folder>` writes what
    /// the folder of vectors has for it. Everything else is for libFuzzer.
    fileprivate static func command(_ arguments: [String]) throws {
        switch arguments.first {
        case "list":
            for target in FuzzTarget.all { print(target.name, target.sizeLimit) }
        case "seeds" where arguments.count == 4:
            let vectors = URL(fileURLWithPath: arguments[2])
            try VectorSeeds(vectors: vectors).write(arguments[1], to: URL(fileURLWithPath: arguments[3]))
        default: return
        }
        exit(0)
    }
}

/// What libFuzzer calls first.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafePointer<CInt>, _ values: UnsafeRawPointer) -> CInt {
    do {
        try Fuzzing.command(Array(CommandLine.arguments.dropFirst()))
    } catch {
        fatalError("\(error)")
    }
    return 0
}

/// What libFuzzer calls with each input. Whatever it returns, libFuzzer looks for crashes alone.
@_cdecl("LLVMFuzzerTestOneInput")
func judge(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Fuzzing.target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
