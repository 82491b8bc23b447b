import JSONText

@testable import EventModel

/// An alert of our own that tests wrap and bend.
enum ReadingFixture {
    static let fields = #"{"proc.name":"sh","k8s.ns.name":"shop","k8s.pod.name":"web-6c5dd967b4-x7k2p","user.uid":0}"#
    static let alert = """
        {"hostname":"n1","output":"A shell","output_fields":\(fields),"priority":"Notice","rule":"Shell",\
        "source":"syscall","tags":["t1"],"time":"2026-03-01T10:00:00.123456789Z"}
        """
    static let text = "10:00:00.123456789: Notice A shell (user=root k8s.ns.name=shop)"

    /// The alert as a JSON string.
    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func base64(_ text: String) -> String {
        var writer = JSONWriter()
        Array(text.utf8).withUnsafeBytes { writer.base64($0) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads bytes as they would be read when they came at noon of that day.
    static func read(_ bytes: [UInt8]) throws -> AlertReader.Reading {
        let reader = AlertReader()
        return try bytes.withUnsafeBytes { try reader.read($0, receivedAt: Timestamp(rfc3339: "2026-03-01T12:00:00Z")) }
    }

    static func read(_ text: String) throws -> AlertReader.Reading { try read(Array(text.utf8)) }
}
