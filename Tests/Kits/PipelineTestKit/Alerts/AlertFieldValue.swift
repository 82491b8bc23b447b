/// A value of `output_fields`, as Falco writes it.
///
/// Source: falco libs, `sinsp_filtercheck.cpp`, `rawval_to_json`.
enum AlertFieldValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    /// Digits that a slot fills in; written without quotes.
    case digits(String)
    case list([String])
    case null

    /// How the value is in the `output` text.
    var plainText: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .digits(let text): text
        case .list(let items): "(" + items.joined(separator: ",") + ")"
        case .null: "<NA>"
        }
    }

    /// How the value is in `output_fields`.
    var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .digits(let text): text
        case .list(let items): "[" + items.map(Self.quoted).joined(separator: ",") + "]"
        case .null: "null"
        }
    }

    /// A JSON string; the bytes 1 to 8 are slots (``AlertSlot``) and stay as they are.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension AlertFieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) {
        self = .text(value)
    }

    init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}
