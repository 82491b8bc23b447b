import JSONText

/// What log collectors put in front of an alert on its line, and when they say that it was written.
///
/// | prefix | who |
/// | --- | --- |
/// | `2026-03-01T10:00:00.1Z `, also with `stdout F ` behind it | kubectl `--timestamps`, CRI |
/// | `Mar  1 10:00:00 host falco[7]: ` | syslog files, journalctl |
/// | `2026-03-01T10:00:00+0100 host falco[7]: `, `2026-03-01 10:00:00 ` | journalctl `-o short-iso`, rsyslog |
/// | `<13>1 2026-03-01T10:00:00Z host falco 7 - - ` | RFC 5424 |
/// | `[pod/falco-x/falco] `, `falco-x falco `, `falco_1  \| ` | kubectl `--prefix`, stern, docker compose |
///
/// Such a prefix has stamps, at most `maximumNames` names of hosts, pods and programs, and no other program's name than
/// Falco's. An alert in text form behind anything else was found inside other text: it is taken and marked, since
/// anybody may have written it. Limit: `maximumBytes` of a prefix are looked at.
package struct AlertPrefix {
    /// The most bytes in front of an alert.
    static let maximumBytes = 512
    /// The most names in front of an alert.
    static let maximumNames = 4

    /// What stands behind the prefix.
    package enum Body: Sendable {
        /// A JSON object to the end of the line.
        case object
        /// Falco's text form.
        case text
    }

    /// Where the alert begins.
    package let start: Int
    /// What begins there.
    package let body: Body
    /// Whether the prefix is none of a log collector: the alert may be forged.
    package let isForeign: Bool
    private let stamp: Stamp?

    /// Looks for an alert behind the start of a line; nil when none begins.
    ///
    /// - Parameter line: The line, or a text whose first line is looked at.
    package init?(_ line: UnsafeRawBufferPointer) {
        var position = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let limit = min(line.count, Self.maximumBytes)
        var (names, isForeign) = (0, false)
        var stamp: Stamp?
        while position < limit {
            // Padding of a log that was cut short under its writer is NUL.
            guard line[position] > 0x20 else {
                guard line[position] != 0x0A else { return nil }
                position += 1
                continue
            }
            let rest = UnsafeRawBufferPointer(rebasing: line[position...])
            if rest[0] == 0x7B {
                guard position == 0 || Self.endsObject(rest), !isForeign else { return nil }
                (start, body, self.isForeign, self.stamp) = (position, .object, false, stamp)
                return
            }
            if TextAlert.Head(rest) != nil {
                (start, body, self.isForeign, self.stamp) = (position, .text, isForeign, stamp)
                return
            }
            var count = 0
            if let found = Stamp(rest, count: &count) {
                stamp = found
                position += count
                continue
            }
            let end = rest.firstIndex { $0 <= 0x20 } ?? rest.count
            let word = UnsafeRawBufferPointer(rebasing: rest[..<end])
            if !Self.isMark(word) {
                names += 1
                isForeign = isForeign || names > Self.maximumNames || !Self.isName(word)
            }
            position += end
        }
        return nil
    }

    /// When the prefix says that the alert was written.
    ///
    /// - Parameter received: When it was received: the year of a stamp that has none is the latest before it.
    /// - Returns: The time; nil when the prefix has no date. A stamp without a zone is taken as UTC.
    package func date(received: Timestamp) -> Timestamp? {
        stamp?.date(received: received)
    }

    /// `stdout`, `F`, `|`, `-`, `<13>1`, `[7]:` and the like.
    private static func isMark(_ word: UnsafeRawBufferPointer) -> Bool {
        if word.count == 1 { return true }
        if word.equals("stdout") || word.equals("stderr") { return true }
        return word[0] == 0x3C && word.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x3C || $0 == 0x3E }
    }

    /// Whether a word may be the name of a host, a pod or Falco itself; a program's name ends with a colon.
    private static func isName(_ word: UnsafeRawBufferPointer) -> Bool {
        let isPlain = word.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2F, 0x5F, 0x5B, 0x5D, 0x3A, 0x40: true
            default: false
            }
        }
        guard isPlain else { return false }
        guard word[word.count - 1] == 0x3A else { return true }
        let start = word[0] == 0x5B ? 1 : 0
        return word[start...].starts(with: Array("falco".utf8))
    }

    /// Whether the last byte that is no blank closes an object.
    private static func endsObject(_ text: UnsafeRawBufferPointer) -> Bool {
        text.last { $0 > 0x20 } == 0x7D
    }
}
