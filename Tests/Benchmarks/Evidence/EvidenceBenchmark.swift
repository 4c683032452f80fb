import Builds
import Foundation

// The instruments of `make bench` for evidence; the folder is the one of real evidence.
//
//   turns FOLDER ROUNDS     verifications and the calls of libcrypto that they need, in turns; prints for each platform
//                           its name, both rates, the ratio, and the least and the most of ours
//   loop FOLDER PLATFORM    verifies as often as each line of input says and prints the seconds of each
//   write FOLDER TARGET     writes PLATFORM.json as `assay appraise` reads it; prints PLATFORM and its options
@main
enum EvidenceBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 3 else { fail("turns FOLDER ROUNDS | loop FOLDER PLATFORM | write FOLDER TARGET") }
        let vectors = Vectors(folder: arguments[1])
        switch arguments[0] {
        case "turns": try turns(Subject.all(vectors), rounds: Int(arguments[2]) ?? 1)
        case "loop":
            guard let subject = try Subject.all(vectors).first(where: { $0.platform.rawValue == arguments[2] }) else {
                fail("no evidence of \(arguments[2])")
            }
            while let line = readLine() {
                print(seconds(Int(line) ?? 1, subject.verify))
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
            // Long enough for the clock, short enough for turns.
            let warm = seconds(20, subject.verify) / 20 + seconds(20, subject.bare) / 20
            let count = max(1, Int(0.1 / warm))
            var own: [Double] = []
            var ratios: [Double] = []
            var bare: [Double] = []
            for _ in 0..<max(1, rounds) {
                let pair = (seconds(count, subject.verify), seconds(count, subject.bare))
                own.append(Double(count) / pair.0)
                bare.append(Double(count) / pair.1)
                ratios.append(pair.1 / pair.0)
            }
            print(
                subject.platform.rawValue,
                median(own),
                median(bare),
                median(ratios),
                own.min() ?? 0,
                own.max() ?? 0
            )
        }
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
