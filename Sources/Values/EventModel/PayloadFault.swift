/// Why bytes could not be read as a payload.
package struct PayloadFault: Error, Equatable, CustomStringConvertible {
    /// What is wrong; the raw values are stable and are in dead letters.
    package enum Code: String, Sendable {
        /// Not one JSON document within the limits.
        case notJSON = "not-json"
        /// Bytes that are not UTF-8.
        case invalidUTF8 = "invalid-utf8"
        /// JSON of another kind: no object, or not the kind that the topic holds.
        case wrongKind = "wrong-kind"
        /// A member that must be there is not.
        case missingMember = "missing-member"
        /// A member's value is of the wrong type or out of its range.
        case badValue = "bad-value"
        /// A binary payload that does not have the layout it must have.
        case badLayout = "bad-layout"
        /// More bytes than the log takes in one record.
        case tooLarge = "too-large"
    }

    /// The kind of fault.
    package let code: Code
    /// What was being done, in the gerund.
    package let action: String
    /// What went wrong.
    package let message: String

    /// What helps.
    package var remedy: String {
        switch code {
        case .notJSON: "send one complete JSON document"
        case .invalidUTF8: "send UTF-8"
        case .tooLarge: "send less at once, or let the topic take larger records (max.message.bytes)"
        case .wrongKind, .missingMember, .badValue, .badLayout: "check which program and version wrote it"
        }
    }

    package var description: String { "\(action): \(message); \(remedy)" }

    package init(_ code: Code, action: String, message: String) {
        self.code = code
        self.action = action
        self.message = message
    }
}
