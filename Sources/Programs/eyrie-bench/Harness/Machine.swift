import Foundation

/// What the figures were measured on.
enum Machine {
    /// Processor, cores, memory and kernel in one line.
    static var description: String {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let gigabytes = (sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) + (1 << 29)) >> 30
        var names = utsname()
        uname(&names)
        let release = withUnsafeBytes(of: &names.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return "\(processor), \(cores) cores, \(gigabytes) GiB, Linux \(release)"
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("model name") {
            return line.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
        }
        return "unknown processor"
    }
}
