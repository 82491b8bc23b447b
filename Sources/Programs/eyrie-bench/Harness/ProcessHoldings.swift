import Foundation

/// What a process holds at a moment: memory, descriptors, threads.
struct ProcessHoldings: Sendable {
    /// `VmRSS` in MiB.
    let mebibytes: Double
    let descriptors: Int
    let threads: Int

    /// Looks at a process; everything is 0 when it is gone.
    init(of process: Int32) {
        mebibytes = ProcessMemory.residentMebibytes(of: process)
        descriptors = Self.entries("/proc/\(process)/fd")
        threads = Self.entries("/proc/\(process)/task")
    }

    private static func entries(_ folder: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
    }
}
