/// What a line looks like before it is parsed.
///
/// Source: Falco's own output (userspace/falco/falco_outputs.cpp, logger.cpp), `kubectl logs --timestamps`, CRI's
/// log format (kubernetes/kubernetes, pkg/kubelet/kuberuntime/logs), Docker's json-file driver.
package enum LineShape: Equatable, Sendable {
    /// Nothing but blanks.
    case blank
    /// An object from here to the line's end, behind a time stamp where the container runtime or kubectl set one.
    case object(from: Int)
    /// A line of Docker's json-file driver, whose member `log` holds the wrapped text.
    case dockerWrapper
    /// Falco's text form of an alert (`json_output: false`).
    case textAlert(from: Int)
    /// Banner or log text.
    case text

    /// Looks at a line without its end.
    package init(_ line: UnsafeRawBufferPointer) {
        guard let first = line.firstIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else {
            self = .blank
            return
        }
        if line[first] == 0x7B {
            self = Self.starts(line, with: "{\"log\":", at: first) ? .dockerWrapper : .object(from: first)
            return
        }
        // PowerShell's Out-File puts a byte order mark before the first line.
        let start = Self.starts(line, with: "\u{FEFF}", at: first) ? first + 3 : first
        self = Self.behindStamp(line, from: start)
    }

    /// What stands behind a first word that is a time, if it is one.
    private static func behindStamp(_ line: UnsafeRawBufferPointer, from start: Int) -> LineShape {
        guard start < line.count else {
            return .blank
        }
        if line[start] == 0x7B {
            return .object(from: start)
        }
        guard let space = stampEnd(line, from: start) else {
            return .text
        }
        let next = space + 1
        for stream in ["stdout F ", "stderr F ", "stdout P ", "stderr P "] as [StaticString]
        where starts(line, with: stream, at: next) {
            // What a container wrote, behind the runtime's own words.
            return behindStamp(line, from: next + stream.utf8CodeUnitCount)
        }
        if next < line.count, line[next] == 0x7B {
            return .object(from: next)
        }
        if let text = [start, next].first(where: { beginsText(line, at: $0) }) {
            return .textAlert(from: text)
        }
        return .text
    }

    /// Whether a time with a colon behind it and a priority stand here.
    private static func beginsText(_ line: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard let space = stampEnd(line, from: start) else {
            return false
        }
        return line[space - 1] == 0x3A && hasPriority(line, at: space + 1)
    }

    private static func hasPriority(_ line: UnsafeRawBufferPointer, at index: Int) -> Bool {
        let words: [StaticString] = [
            "Emergency ", "Alert ", "Critical ", "Error ", "Warning ", "Notice ", "Informational ", "Debug ",
        ]
        return words.contains { starts(line, with: $0, at: index) }
    }

    /// The space behind a first word that may be a time: at most 40 bytes that begin with a digit, and nothing that no
    /// time has in it, so that an alert that ran into a line's first word is not taken for a part of it.
    static func stampEnd(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < line.count, line[start] &- 0x30 <= 9 else {
            return nil
        }
        var index = start
        while index < line.count, index - start <= 40 {
            switch line[index] {
            case 0x20: return index
            // Digits, colon, plus, minus, point, T and Z.
            case 0x30...0x3A, 0x2B, 0x2D, 0x2E, 0x54, 0x5A: index += 1
            default: return nil
            }
        }
        return nil
    }

    static func starts(_ line: UnsafeRawBufferPointer, with text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { expected in
            index >= 0 && index + expected.count <= line.count
                && UnsafeRawBufferPointer(rebasing: line[index..<index + expected.count]).elementsEqual(expected)
        }
    }
}
