package import JSONText

/// The text of a log line inside the object that a log collector made of it, when that text is no alert by itself.
package enum WrappedText {
    /// Members that collectors put a line into: docker and Fluent Bit, journald, Logstash and CloudWatch, Google Cloud,
    /// Splunk, Promtail.
    private static let members: [StaticString] = ["log", "MESSAGE", "message", "textPayload", "_raw", "line"]

    /// Returns the text and when the collector says that it was written.
    ///
    /// - Parameter object: The collector's object.
    /// - Returns: The text without a line end; nil when the object is none of a collector.
    package static func find(in object: JSONView) -> (text: [UInt8], date: Timestamp?)? {
        for name in members {
            guard let bytes = object.member(name)?.stringBytes else { continue }
            var text = Array(bytes)
            while let last = text.last, last == 0x0A || last == 0x0D {
                text.removeLast()
            }
            return (text, AlertWrapper.date(of: object))
        }
        return nil
    }
}
