import Glibc

/// Whole processes, timed from start to end: one round of every command to warm up, then rounds in turns. With no rounds
/// the warm-up is what counts.
struct Timing {
    let runs: Int
    /// Where fresh paths are made: `@` in an argument is replaced by one, which is removed after the run.
    let scratch: String
    let commands: [[String]]

    /// Prints a line for each command: median, least and most seconds, and the median of its ratio to the first.
    func run() {
        var times = [[Double]](repeating: [], count: commands.count)
        for round in 0...runs {
            for (index, command) in commands.enumerated() {
                let seconds = time(command, "\(scratch)/\(round)-\(index)")
                if round > 0 || runs == 0 { times[index].append(seconds) }
            }
        }
        for own in times {
            let ratios = zip(own, times[0]).map { $0 / $1 }
            print(decimal(median(own)), decimal(own.min() ?? 0), decimal(own.max() ?? 0), decimal(median(ratios)))
        }
    }

    private func time(_ command: [String], _ path: String) -> Double {
        let words = command.map { word in word == "@" ? path : word }
        let began = now()
        let status = Spawned(words, [:]).wait()
        let seconds = now() - began
        guard status == 0 else { fail("'\(words.joined(separator: " "))' ended with \(status)") }
        if command.contains("@") { _ = Spawned(["rm", "-rf", path], [:]).wait() }
        return seconds
    }
}
