import JSONText

/// Falco's text form of an alert (`json_output: false`), read as far as a text can be: a degraded alert.
///
/// `TIME: PRIORITY MESSAGE`, as Falco writes it (userspace/falco/falco_outputs.cpp, format prefix
/// `*%evt.time: PRIORITY`), such as `13:53:31.726060287: Critical A shell (user=root container_id=ab12)`.
///
/// - Time: an RFC 3339 time (`time_format_iso_8601`) as it stands. A mere time of day has neither date nor zone: then it
///   is the moment nearest to the receipt whose minute within the quarter of an hour, second and fraction are these.
///   Every zone in use differs from UTC by whole quarters, so what is received within seven minutes is dated right.
/// - Rule: a guess, since Falco does not write the rule's name: the message before its first field, at most 128 bytes,
///   with `#` for numbers and ids, so that one rule has one name. A reader takes ``GuessedRules/maximumCount`` of them.
/// - Fields: `key=value` for keys that are an `AlertField`, by Falco's name, with underscores, or as the default rules
///   abbreviate them. A value ends where the next known key begins. Of a repeated key the first counts, of container
///   and Kubernetes keys the last: Falco appends those, and a command line may hold anything.
///
/// Limits: the whole text is one alert, whatever lines are in it; a value that looks like another key is cut there. What
/// decides on fields should be sent as JSON.
enum TextAlert {
    static let maximumRuleBytes = 128

    /// Returns the JSON that reads as the same alert; nil when the text is none, or is not dated and nothing dates it.
    ///
    /// - Parameters:
    ///   - text: The received bytes; a byte order mark and what is not UTF-8 are put right in the result.
    ///   - received: When it came, or what stands in front of it says that it was written; what an earlier reading found
    ///     gives the same again.
    ///   - rules: Bounds the number of guessed rules.
    /// - Returns: A JSON object for `Alert`.
    static func json(
        of text: UnsafeRawBufferPointer,
        received: Timestamp?,
        rules: inout GuessedRules
    ) -> [UInt8]? {
        guard let start = start(of: text) else { return nil }
        // Repaired first, so that every part of it is UTF-8.
        let whole = Array(String(decoding: text[start...], as: UTF8.self).utf8)
        return whole.withUnsafeBytes { whole in
            guard let head = Head(whole), let time = head.time(received: received) else { return nil }
            return json(head, time, of: whole, &rules)
        }
    }

    /// Returns whether the text begins as an alert in text form.
    static func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = start(of: text) else { return false }
        return Head(UnsafeRawBufferPointer(rebasing: text[start...])) != nil
    }

    /// Where the time begins; nil when there is no digit where it should.
    private static func start(of text: UnsafeRawBufferPointer) -> Int? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let begin = text.starts(with: mark) ? mark.count : 0
        guard let start = text[begin...].firstIndex(where: { $0 > 0x20 }), text[start] &- 0x30 <= 9 else { return nil }
        return start
    }

    private static func json(
        _ head: Head,
        _ time: Timestamp,
        of text: UnsafeRawBufferPointer,
        _ rules: inout GuessedRules
    ) -> [UInt8] {
        var end = text.count
        while end > head.message, text[end - 1] <= 0x20 {
            end -= 1
        }
        let message = UnsafeRawBufferPointer(rebasing: text[head.message..<end])
        let fields = TextAlertFields(message)
        var writer = JSONWriter(capacity: 2 * text.count + 256)
        writer.beginObject()
        writer.member("output", utf8: UnsafeRawBufferPointer(rebasing: text[..<end]))
        writer.member("priority", head.priority)
        rules.name(of: rule(of: message, before: fields.start)).withUnsafeBytes { writer.member("rule", utf8: $0) }
        writer.member("time", time)
        writer.beginObject("output_fields")
        fields.visit { field, value in
            writer.member(field.name, utf8: value)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// The message up to its first field, without what opens the fields.
    private static func rule(of message: UnsafeRawBufferPointer, before fields: Int) -> UnsafeRawBufferPointer {
        var end = fields
        while end > 0, [0x20, 0x28, 0x7C, 0x2C].contains(message[end - 1]) {
            end -= 1
        }
        if end == 0 {
            end = message.count
        }
        if end > maximumRuleBytes {
            end = maximumRuleBytes
            while end > 0, message[end] & 0xC0 == 0x80 {
                end -= 1
            }
        }
        return UnsafeRawBufferPointer(rebasing: message[..<end])
    }

    /// What is before the message.
    struct Head {
        let priority: Priority
        /// Where the message begins.
        let message: Int
        private let dated: Timestamp?
        /// Nanoseconds of the day.
        private let timeOfDay: Int64

        /// Reads the head; nil when it is none: other log lines have no fraction of a second.
        init?(_ text: UnsafeRawBufferPointer) {
            guard let colon = text.prefix(41).firstIndex(of: 0x20).map({ $0 - 1 }), colon > 8, text[colon] == 0x3A
            else { return nil }
            let time = UnsafeRawBufferPointer(rebasing: text[..<colon])
            guard time.contains(0x2E) else { return nil }
            if let dated = Timestamp(rfc3339: time) {
                self.dated = dated
                timeOfDay = 0
            } else if let timeOfDay = Self.timeOfDay(time) {
                dated = nil
                self.timeOfDay = timeOfDay
            } else {
                return nil
            }
            let rest = UnsafeRawBufferPointer(rebasing: text[(colon + 2)...])
            guard let space = rest.prefix(14).firstIndex(of: 0x20) else { return nil }
            let word = UnsafeRawBufferPointer(rebasing: rest[..<space])
            let priority = Priority(spelling: word)
            // Falco's own spelling only: this is not a form that others imitate.
            guard priority != .unknown, word.equals(priority.spelling),
                let message = rest[space...].firstIndex(where: { $0 > 0x20 })
            else { return nil }
            self.priority = priority
            self.message = colon + 2 + message
        }

        /// When it happened; nil when only the time of day is known and not when it was received.
        func time(received: Timestamp?) -> Timestamp? {
            if let dated { return dated }
            guard let received else { return nil }
            let quarter: Int64 = 900_000_000_000
            // 1970 began at a quarter, and so does every day since.
            var step = (timeOfDay - received.nanoseconds % quarter) % quarter
            if step > quarter / 2 {
                step -= quarter
            } else if step <= -quarter / 2 {
                step += quarter
            }
            return received.adding(nanoseconds: step)
        }

        /// Reads `HH:MM:SS.fraction`, of one to nine digits.
        private static func timeOfDay(_ text: UnsafeRawBufferPointer) -> Int64? {
            guard 10...18 ~= text.count, text[2] == 0x3A, text[5] == 0x3A, text[8] == 0x2E,
                let hours = number(text[0..<2]), hours <= 23, let minutes = number(text[3..<5]), minutes <= 59,
                let seconds = number(text[6..<8]), seconds <= 60, var fraction = number(text[9...])
            else { return nil }
            for _ in text.count..<18 {
                fraction *= 10
            }
            return (hours * 3600 + minutes * 60 + seconds) * 1_000_000_000 + fraction
        }

        private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
            var value: Int64 = 0
            for byte in digits {
                guard byte &- 0x30 <= 9 else { return nil }
                value = value * 10 + Int64(byte &- 0x30)
            }
            return value
        }
    }
}
