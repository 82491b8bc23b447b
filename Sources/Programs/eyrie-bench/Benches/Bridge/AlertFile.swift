import Foundation
import PipelineTestKit

/// A file of generated alerts, one a line, as Falco's `file_output` writes them.
struct AlertFile {
    /// Event time between two alerts; they end about now, so that nothing keeps only what is younger.
    private static let alertsPerSecond = 1_000
    private static let block = 2_000

    let path: String
    let count: Int
    let byteCount: Int

    /// Writes the file.
    ///
    /// - Throws: What writing met.
    init(path: String, count: Int, seed: UInt64) throws {
        self.path = path
        self.count = count
        let start = Int64(Date().timeIntervalSince1970) - Int64(count / Self.alertsPerSecond)
        var generator = AlertGenerator(
            seed: seed,
            startNanoseconds: start * 1_000_000_000,
            alertsPerSecond: Self.alertsPerSecond
        )
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var written = 0
        var left = count
        while left > 0 {
            let lines = generator.lines(min(Self.block, left))
            try handle.write(contentsOf: lines)
            written += lines.count
            left -= min(Self.block, left)
        }
        // What is to be measured must not pay for writing this one.
        try handle.synchronize()
        try handle.close()
        byteCount = written
    }
}
