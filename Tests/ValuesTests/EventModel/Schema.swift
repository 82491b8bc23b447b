import Foundation
import PipelineTestKit
import Testing

/// A JSON Schema 2020-12 document of `Topics/schemas`, as far as those use it; another keyword is a finding.
struct Schema {
    let root: [String: Any]

    /// The schema of a sample's payload.
    init(of sample: Sample) throws {
        let name = sample.payload == "incident" ? "incident-event" : sample.payload
        try self.init(named: name)
    }

    init(named name: String) throws {
        let url = Checkout.root.appending(path: "Topics/schemas/\(name).v1.json")
        root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    }

    /// The names of the members that must be there.
    var required: [String] { root["required"] as? [String] ?? [] }

    /// Returns what is wrong with a value; nothing when it fits.
    func findings(_ value: Any) -> [String] { Self.findings(value, root, "$") }

    private static func findings(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        var found: [String] = []
        for (keyword, rule) in schema {
            switch keyword {
            case "$schema", "title", "description": continue
            case "type": if !hasType(value, rule as? String ?? "") { found.append("\(path) is no \(rule)") }
            case "const": if !equal(value, rule) { found.append("\(path) is not \(rule)") }
            case "enum":
                if !((rule as? [Any])?.contains { equal(value, $0) } ?? false) {
                    found.append("\(path) is none of \(rule)")
                }
            case "pattern":
                let text = value as? String ?? ""
                if text.range(of: rule as? String ?? "", options: .regularExpression) == nil {
                    found.append("\(path) does not match \(rule)")
                }
            case "minimum": if number(value) < number(rule) { found.append("\(path) is below \(rule)") }
            case "maximum": if number(value) > number(rule) { found.append("\(path) is above \(rule)") }
            case "required":
                for name in rule as? [String] ?? [] where (value as? [String: Any])?[name] == nil {
                    found.append("\(path).\(name) is missing")
                }
            case "properties":
                let properties = rule as? [String: [String: Any]] ?? [:]
                for (name, member) in value as? [String: Any] ?? [:] {
                    // Readers ignore unknown members; a writer of this version makes none.
                    guard let property = properties[name] else {
                        found.append("\(path).\(name) is not in the schema")
                        continue
                    }
                    found += findings(member, property, "\(path).\(name)")
                }
            case "items":
                for (index, element) in (value as? [Any] ?? []).enumerated() {
                    found += findings(element, rule as? [String: Any] ?? [:], "\(path)[\(index)]")
                }
            default: found.append("keyword \(keyword) of \(path) is not checked")
            }
        }
        return found
    }

    private static func hasType(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": NumberKind.isBoolean(value)
        case "number": value is NSNumber && !NumberKind.isBoolean(value)
        case "integer":
            (value as? NSNumber).map { !NumberKind.isBoolean($0) && !NumberKind.isFraction($0) } ?? false
        default: false
        }
    }

    private static func equal(_ left: Any, _ right: Any) -> Bool {
        guard let left = left as? NSObject, let right = right as? NSObject else { return false }
        return left == right
    }

    private static func number(_ value: Any) -> Double { (value as? NSNumber)?.doubleValue ?? .nan }
}

/// Tells Foundation's numbers apart.
enum NumberKind {
    static func isBoolean(_ value: Any) -> Bool {
        (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    }

    static func isFraction(_ value: NSNumber) -> Bool { ["d", "f"].contains(String(cString: value.objCType)) }
}
