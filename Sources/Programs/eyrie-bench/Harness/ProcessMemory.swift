import Foundation

/// Resident memory of a process, as the kernel counts it.
///
/// Source: proc(5), `/proc/pid/status`. The program's own text is in it; what the kernel caches of files is not.
enum ProcessMemory {
    /// `VmRSS` in MiB; 0 when the process is gone.
    static func residentMebibytes(of process: Int32 = getpid()) -> Double {
        field("VmRSS:", of: process)
    }

    /// `VmHWM`, the largest `VmRSS` so far, in MiB; 0 when the process is gone.
    static func peakMebibytes(of process: Int32 = getpid()) -> Double {
        field("VmHWM:", of: process)
    }

    private static func field(_ name: String, of process: Int32) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return (Double(line.filter { $0.isASCII && $0.isNumber }) ?? 0) / 1_024
        }
        return 0
    }
}
