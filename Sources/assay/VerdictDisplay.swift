import ArgumentParser
import Bytes
import StrictJSON
import Verification

/// Shows a verdict and ends the program with its exit status.
enum VerdictDisplay {
    static func finish(_ verdict: Verdict, json: Bool) throws {
        if json {
            Console.standardOutput.write(verdict.json.serialized(.indented))
        } else {
            let style: Console.Style = verdict.outcome == .verified ? .good : .bad
            for (index, line) in verdict.lines.enumerated() {
                Console.standardOutput.line(line.withoutControlCharacters, index == 0 ? style : .plain)
            }
        }
        if verdict.outcome == .rejected { throw ExitCode(1) }
    }
}
