import Glibc

/// When the stages of a command began that announces them on standard error as lines that begin with `==> `.
struct Stages {
    let command: [String]

    /// Prints seconds since the start and the stage, a line each; last the end. Fails with the command's last words.
    func run() {
        let output = makePipe()
        let began = now()
        let process = Spawned(command, [2: output.writing])
        close(output.writing)
        var line: [UInt8] = []
        var last: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(output.reading, &buffer, buffer.count)
            guard count > 0 else { break }
            let time = now() - began
            for byte in buffer.prefix(count) {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                if line.starts(with: "==> ".utf8) { print(decimal(time), String(decoding: line, as: UTF8.self)) }
                last = line
                line.removeAll(keepingCapacity: true)
            }
        }
        let status = process.wait()
        print(decimal(now() - began), "==> end")
        guard status == 0 else { fail("'\(command.joined(separator: " "))': \(String(decoding: last, as: UTF8.self))") }
    }
}
