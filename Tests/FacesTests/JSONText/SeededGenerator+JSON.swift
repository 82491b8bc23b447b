import Foundation
import PipelineTestKit

extension SeededGenerator {
    /// Returns a string with characters of one to four bytes, controls, quotation marks and backslashes.
    mutating func text(_ longest: Int) -> String {
        let alphabet = Array("abcdefgh \"\\/\n\r\t\u{0}\u{1}\u{8}\u{c}\u{1f}\u{7f}\u{e9}\u{20ac}\u{1f600}")
        let count = Int.random(in: 0...longest, using: &self)
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &self)] })
    }

    /// Returns a value that Foundation can write as JSON.
    mutating func json(depth: Int) -> Any {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return NSNull()
        case 1: return NSNumber(value: Bool.random(using: &self))
        case 2: return NSNumber(value: Int64.random(in: .min ... .max, using: &self))
        case 3: return NSNumber(value: UInt64.random(in: .min ... .max, using: &self))
        case 4: return NSNumber(value: Double.random(in: -1e6...1e6, using: &self))
        case 5: return text(40)
        case 6: return (0..<Int.random(in: 0...5, using: &self)).map { _ in json(depth: depth - 1) }
        default:
            var object: [String: Any] = [:]
            for _ in 0..<Int.random(in: 0...5, using: &self) {
                object[text(12)] = json(depth: depth - 1)
            }
            return object
        }
    }
}
