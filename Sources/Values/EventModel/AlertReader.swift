package import JSONText

/// Reads received bytes as an alert: JSON as it should be, JSON in need of a repaired copy, or Falco's text form.
///
/// One thread uses it at a time; it owns a parser.
package final class AlertReader {
    /// What was read.
    package struct Reading: Sendable {
        /// The alert.
        package let alert: Alert
        /// Whether the received bytes are a JSON document as they are; else the envelope holds them in base64.
        package let isJSON: Bool
    }

    private let parser: JSONParser

    /// Makes a reader.
    ///
    /// - Parameter parser: The parser to use; its limits hold.
    package init(parser: JSONParser = JSONParser()) {
        self.parser = parser
    }

    /// Reads an alert.
    ///
    /// Bytes that are not UTF-8 are decided on a copy in which each bad sequence is U+FFFD, and a UTF-8 byte order
    /// mark is skipped. Falco's text form (`json_output: false`) is a degraded alert: rule, fields, and the date of a mere
    /// time of day are read out of the text and the time of receipt.
    ///
    /// - Parameters:
    ///   - received: The received bytes.
    ///   - receipt: When they were received, or what an earlier reading found as the alert's time, which finds the same
    ///     again; nil refuses a text without a date.
    /// - Returns: The alert, and whether the received bytes are JSON as they are.
    /// - Throws: `PayloadFault` when there is no alert in them.
    package func read(
        _ received: UnsafeRawBufferPointer,
        receivedAt receipt: Timestamp? = nil
    ) throws(PayloadFault) -> Reading {
        // The view borrows the parser's buffers, which a caller's last use of this reader must not end.
        defer { withExtendedLifetime(parser) {} }
        return try readKeepingView(received, receivedAt: receipt).reading
    }

    /// Reads an alert, and gives the JSON that it was read from for what is in no `AlertField`.
    ///
    /// - Parameters:
    ///   - received: The received bytes.
    ///   - receipt: As for ``read(_:receivedAt:)``.
    /// - Returns: The alert, and a view that holds until this reader reads again or goes away, never longer.
    /// - Throws: `PayloadFault` when there is no alert in them.
    package func readKeepingView(
        _ received: UnsafeRawBufferPointer,
        receivedAt receipt: Timestamp? = nil
    ) throws(PayloadFault) -> (reading: Reading, view: JSONView) {
        switch parsed(received) {
        case .success(let view):
            return (Reading(alert: try Alert(from: view), isJSON: true), view)
        case .failure(let fault):
            guard let copy = TextAlert.json(of: received, received: receipt) ?? Self.repaired(received, fault) else {
                throw Self.fault(fault)
            }
            switch copy.withUnsafeBytes({ parsed($0) }) {
            case .success(let view): return (Reading(alert: try Alert(from: view), isJSON: false), view)
            case .failure(let fault): throw Self.fault(fault)
            }
        }
    }

    private func parsed(_ text: UnsafeRawBufferPointer) -> Result<JSONView, JSONFault> {
        do throws(JSONFault) {
            return .success(try parser.parse(text))
        } catch {
            return .failure(error)
        }
    }

    /// Returns a copy that may be read in place of the received bytes; nil when nothing can be repaired.
    private static func repaired(_ received: UnsafeRawBufferPointer, _ fault: JSONFault) -> [UInt8]? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if received.starts(with: mark) {
            return Array(String(decoding: received.dropFirst(mark.count), as: UTF8.self).utf8)
        }
        return fault.code == .invalidUTF8 ? Array(String(decoding: received, as: UTF8.self).utf8) : nil
    }

    private static func fault(_ fault: JSONFault) -> PayloadFault {
        PayloadFault(
            fault.code == .invalidUTF8 ? .invalidUTF8 : .notJSON,
            action: "reading an alert",
            message: fault.message
        )
    }
}
