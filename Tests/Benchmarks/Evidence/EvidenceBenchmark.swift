import Builds
import Foundation

// The instruments of `make bench` for evidence; the folder is the one of real evidence.
//
//   turns FOLDER ROUNDS     verifications and the calls of libcrypto that they need, in turns; prints for each way its
//                           name, both rates, the ratio, and the least and the most of ours. A way is a platform or,
//                           with -first behind it, one whose verifier has not seen collateral or key before
//   loop FOLDER WAY         verifies as often as each line of input says and prints the seconds of each
//   write FOLDER TARGET     writes PLATFORM.json as `assay appraise` reads it; prints PLATFORM and its options
@main
enum EvidenceBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 3 else { fail("turns FOLDER ROUNDS | loop FOLDER WAY | write FOLDER TARGET") }
        let vectors = Vectors(folder: arguments[1])
        switch arguments[0] {
        case "turns": try turns(Subject.all(vectors), rounds: Int(arguments[2]) ?? 1)
        case "loop":
            guard let way = try Subject.all(vectors).flatMap(\.ways).first(where: { $0.name == arguments[2] }) else {
                fail("no evidence of \(arguments[2])")
            }
            while let line = readLine() {
                print(seconds(Int(line) ?? 1, way.verify))
                fflush(nil)
            }
        case "write":
            for subject in try Subject.all(vectors) {
                try vectors.write(subject.file, to: "\(arguments[2])/\(subject.platform.rawValue).json")
                print(subject.platform.rawValue, subject.options)
            }
        default: fail("turns | loop | write")
        }
    }

    private static func turns(_ subjects: [Subject], rounds: Int) throws {
        for subject in subjects {
            for way in subject.ways {
                print(way.name, turns(way.verify, subject.bare, rounds: max(1, rounds)))
            }
        }
    }

    /// Both rates, the ratio, and the least and the most of the first, between spaces.
    private static func turns(_ verify: () -> Void, _ calls: () -> Void, rounds: Int) -> String {
        // Long enough for the clock, short enough for turns.
        let warm = seconds(20, verify) / 20 + seconds(20, calls) / 20
        let count = max(1, Int(0.1 / warm))
        let pairs = (0..<rounds).map { _ in (own: seconds(count, verify), bare: seconds(count, calls)) }
        let own = pairs.map { Double(count) / $0.own }
        let figures = [
            median(own), median(pairs.map { Double(count) / $0.bare }), median(pairs.map { $0.bare / $0.own }),
            own.min() ?? 0, own.max() ?? 0,
        ]
        return figures.map { "\($0)" }.joined(separator: " ")
    }

    /// Seconds of the processor that as many runs take.
    private static func seconds(_ count: Int, _ body: () -> Void) -> Double {
        let began = now()
        for _ in 0..<count { body() }
        return now() - began
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }

    /// Ends the program with a message.
    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("bench: \(message)\n".utf8))
        exit(1)
    }
}
