/// Finds the message in a line of syslog, of either form.
///
/// - RFC 5424: `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG`, MSG perhaps behind a byte order mark.
/// - RFC 3164 and what goes by that name: `<PRI>TIME [HOST] TAG[PID]: MSG`, also with a time as of RFC 3339 and, as
///   glibc's syslog(3) writes to `/dev/log`, without a host.
///
/// A line in neither form is a whole message. The message is what Falco passed to syslog(3), byte for byte; a line
/// feed, carriage return or NUL at its end belongs to the transport.
package enum SyslogMessage {
    private static let space: UInt8 = 0x20

    /// Returns where the message is in a line.
    package static func range(in line: UnsafeRawBufferPointer) -> Range<Int> {
        var end = line.count
        while end > 0, [0x0A, 0x0D, 0x00].contains(line[end - 1]) {
            end -= 1
        }
        let text = UnsafeRawBufferPointer(rebasing: line[..<end])
        let start = priorityEnd(in: text).flatMap { behindHeader(text, from: $0) } ?? 0
        return start..<end
    }

    /// Behind `<0>` to `<191>`; nil without it.
    private static func priorityEnd(in text: UnsafeRawBufferPointer) -> Int? {
        guard text.first == 0x3C, let close = text.prefix(5).firstIndex(of: 0x3E), close > 1 else {
            return nil
        }
        var value = 0
        for byte in text[1..<close] {
            guard byte &- 0x30 <= 9 else {
                return nil
            }
            value = value * 10 + Int(byte - 0x30)
        }
        return value <= 191 ? close + 1 : nil
    }

    private static func behindHeader(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        if LineShape.starts(text, with: "1 ", at: start), let message = behind5424(text, from: start + 2) {
            return message
        }
        return behind3164(text, from: start)
    }

    // MARK: RFC 5424

    private static func behind5424(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        // TIMESTAMP, HOSTNAME, APP-NAME, PROCID and MSGID; none of them has a space in it.
        for _ in 0..<5 {
            guard let end = text[index...].firstIndex(of: space), end > index else {
                return nil
            }
            index = end + 1
        }
        guard let behind = behindStructuredData(text, from: index) else {
            return nil
        }
        guard behind < text.count else {
            return behind
        }
        guard text[behind] == space else {
            return nil
        }
        let message = behind + 1
        return LineShape.starts(text, with: "\u{FEFF}", at: message) ? message + 3 : message
    }

    /// Behind `-` or a row of `[...]`, in whose values a backslash takes the next character's meaning away.
    private static func behindStructuredData(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < text.count else {
            return nil
        }
        if text[start] == 0x2D {
            return start + 1
        }
        var index = start
        var isQuoted = false
        var isInside = false
        while index < text.count {
            switch (text[index], isQuoted) {
            case (0x5C, true): index += 1
            case (0x22, _) where isInside: isQuoted.toggle()
            case (0x5B, false) where !isInside: isInside = true
            case (0x5D, false) where isInside: isInside = false
            case (_, false) where !isInside: return index > start ? index : nil
            default: break
            }
            index += 1
        }
        return isInside || index == start ? nil : index
    }

    // MARK: RFC 3164

    /// Behind the first colon and space that follow the time; at the start of the message when there is no tag.
    private static func behind3164(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = behindTime(text, from: start)
        while index + 1 < text.count, text[index] != 0x7B {
            if text[index] == 0x3A, text[index + 1] == space {
                return index + 2
            }
            index += 1
        }
        // No tag: an object begins here, or there is nothing but text.
        return index < text.count && text[index] == 0x7B ? index : start
    }

    /// Behind `Mmm dd hh:mm:ss ` or a time as of RFC 3339 and a space; where it was when there is no time.
    private static func behindTime(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        let length = 16
        if start + length <= text.count, text[start + 3] == space, text[start + 6] == space, text[start + 9] == 0x3A,
            text[start + 12] == 0x3A, text[start + 15] == space
        {
            return start + length
        }
        let word = text[start...].prefix(41)
        guard let first = word.first, first &- 0x30 <= 9, let end = word.firstIndex(of: space),
            word[..<end].contains(0x54)
        else {
            return start
        }
        return end + 1
    }
}
