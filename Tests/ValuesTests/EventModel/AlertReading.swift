import EventModel
import JSONText
import Testing

/// Reads an alert from a text.
func alert(_ text: String) throws -> Alert {
    try alert(Array(text.utf8)).alert
}

/// Reads an alert from bytes.
func alert(_ bytes: [UInt8]) throws -> AlertReader.Reading {
    let reader = AlertReader()
    return try bytes.withUnsafeBytes { try reader.read($0) }
}

/// An alert with these output fields.
func alert(fields: String, hostname: String? = "node-7") throws -> Alert {
    let host = hostname.map { "\"hostname\":\"\($0)\"," } ?? ""
    return try alert(
        "{\(host)\"rule\":\"r\",\"priority\":\"Notice\",\"time\":\"2026-03-02T08:15:30Z\",\"output_fields\":{\(fields)}}"
    )
}

/// Encodes a payload and reads it again.
func roundTrip<Value: Payload>(_ value: Value) throws -> Value {
    try JSONParser().decode(Value.self, from: value.encoded)
}
