/// Why a model cannot be trained, read or used.
package struct ModelFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of fault, stable names.
    package enum Code: String, Sendable, Equatable {
        /// Fewer rows than training needs.
        case tooFewRows = "too-few-rows"
        /// The bytes do not begin as a model does.
        case notAModel = "not-a-model"
        /// A version of the format that this program does not know.
        case unknownVersion = "unknown-version"
        /// The bytes end too early, or go on after the end.
        case wrongLength = "wrong-length"
        /// A value that no model can have.
        case outOfRange = "out-of-range"
        /// The manifest is not one, or contradicts the forest.
        case badManifest = "bad-manifest"
    }

    /// The kind of fault.
    package let code: Code
    /// What was being done, in gerund.
    package let action: String
    /// What went wrong.
    package let message: String
    /// What to do about it.
    package let remedy: String

    /// Makes a fault.
    package init(code: Code, action: String, message: String, remedy: String) {
        self.code = code
        self.action = action
        self.message = message
        self.remedy = remedy
    }

    /// Makes a fault of reading a model's bytes.
    init(reading code: Code, _ message: String) {
        self.init(
            code: code,
            action: "reading a model",
            message: message,
            remedy: "train again or fetch the model's record from the log"
        )
    }

    /// Action, message and remedy in one line.
    package var description: String { "\(action): \(message); \(remedy)" }
}
