import Bytes
import OpenSSLKit

extension TDXEventLog {
    /// Compares what the events lead to with the registers that are signed.
    ///
    /// Software extends the last register while the guest runs and keeps its own account of it, so a log that has no
    /// event for that one says nothing about it.
    func judge(against signed: [[UInt8]], rules: inout RuleLog) {
        rules.notEvaluated(
            .eventLogDataIgnored,
            found: "\(uncoveredSize) of \(size) bytes",
            "only the digests of the event log lead to registers; what else it says of its events, and padding, nobody "
                + "signed, and is ignored"
        )
        let replayed = registers
        for register in 0..<4 {
            if register == 3, replayed[3] != signed[3], !events.contains(where: { $0.register == 3 }) {
                rules.notEvaluated(
                    .eventLogMismatch,
                    found: signed[3].hexadecimal,
                    "RTMR3 was extended at run time, which the event log does not cover"
                )
                continue
            }
            rules.judge(
                .eventLogMismatch,
                replayed[register] == signed[register],
                expected: signed[register].hexadecimal,
                found: replayed[register].hexadecimal,
                pass: "the event log leads to RTMR\(register)",
                fail: "the event log does not lead to RTMR\(register)"
            )
        }
    }
}
