import Foundation

/// Processor time of another process, as the kernel counts it.
///
/// Source: proc(5), `/proc/pid/stat`, fields 14 and 15, in clock ticks.
enum ProcessTime {
    /// Seconds that all threads of a process computed so far, in program and kernel; 0 when it is gone.
    static func seconds(of process: Int32) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return 0 }
        // The second field is a name in parentheses that may hold anything.
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
