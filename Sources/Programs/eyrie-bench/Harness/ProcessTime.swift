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

    /// The same of a process and those that it has started and that still run, such as a server's workers.
    static func secondsWithChildren(of process: Int32) -> Double {
        let path = "/proc/\(process)/task/\(process)/children"
        let children = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return children.split(separator: " ").compactMap { Int32($0) }.reduce(seconds(of: process)) { sum, child in
            sum + seconds(of: child)
        }
    }

    /// Seconds of all processes that this one has started and waited for.
    static var ofEndedChildren: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
