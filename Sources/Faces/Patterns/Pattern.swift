import CPCRE2
import Synchronization

/// A compiled Perl-compatible regular expression that searches UTF-8 text within limits.
///
/// It searches anywhere in the text unless it is anchored. PCRE2's just-in-time compiler is not used: it counts steps
/// differently, so that undecided results would differ between machines. Bytes that are not UTF-8 match nothing.
package final class Pattern: @unchecked Sendable {
    // @unchecked: the compiled code is never changed; the room for matching is used under `lock` only.

    /// The result of a search.
    package enum Outcome: Sendable, Equatable {
        /// The text matches.
        case matches
        /// The text does not match.
        case differs
        /// A limit was reached before the result was known.
        case undecided
    }

    /// The most bytes of a pattern.
    package static let maximumBytes = 4096
    /// The most parentheses inside each other in a pattern.
    package static let maximumNesting: UInt32 = 64

    /// The pattern as it was written.
    package let text: String
    /// The limits of a search.
    package let limits: PatternLimits

    private let code: OpaquePointer
    private let room: OpaquePointer
    private let context: OpaquePointer
    private let lock = Mutex(())

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - text: The pattern, in PCRE2's syntax (pcre2pattern(3)); `\C` is refused.
    ///   - limits: The limits of a search.
    /// - Throws: ``PatternError`` when it is not a pattern.
    package init(_ text: String, limits: PatternLimits = PatternLimits()) throws(PatternError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw PatternError(
                .tooLong,
                "the pattern has \(text.utf8.count) bytes, \(Self.maximumBytes) are the limit",
                at: Self.maximumBytes,
                remedy: "write a shorter pattern"
            )
        }
        self.text = text
        self.limits = limits
        code = try Self.compile(text)
        guard let room = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
            preconditionFailure("no memory for a regular expression")
        }
        self.room = room
        self.context = context
        pcre2_set_match_limit_8(context, limits.steps)
        pcre2_set_depth_limit_8(context, limits.steps)
        pcre2_set_heap_limit_8(context, limits.heapKibibytes)
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(room)
        pcre2_code_free_8(code)
    }

    /// Searches a text, which is only borrowed.
    package func search(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        guard bytes.count <= limits.textBytes else {
            return .undecided
        }
        let result = lock.withLock { _ in
            // An empty buffer may have no address, which PCRE2 takes for a mistake.
            withUnsafePointer(to: UInt8(0)) { empty in
                let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty
                return pcre2_match_8(code, start, bytes.count, 0, 0, room, context)
            }
        }
        // Zero says that there are more groups than the room has places for.
        if result >= 0 {
            return .matches
        }
        return result == PCRE2_ERROR_NOMATCH ? .differs : .undecided
    }

    private static func compile(_ text: String) throws(PatternError) -> OpaquePointer {
        guard let context = pcre2_compile_context_create_8(nil) else {
            preconditionFailure("no memory for a regular expression")
        }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_parens_nest_limit_8(context, maximumNesting)
        var fault: Int32 = 0
        var offset = 0
        var text = text
        let options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C
        let code = text.withUTF8 { bytes in
            withUnsafePointer(to: UInt8(0)) { empty in
                pcre2_compile_8(bytes.baseAddress ?? empty, bytes.count, options, &fault, &offset, context)
            }
        }
        guard let code else {
            throw PatternError(.notAPattern, words(of: fault), at: offset, remedy: "see pcre2pattern(3)")
        }
        return code
    }

    /// PCRE2's own words for a fault.
    private static func words(of fault: Int32) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = pcre2_get_error_message_8(fault, buffer.baseAddress, buffer.count)
            return length < 0 ? "error \(fault)" : String(decoding: buffer[..<Int(length)], as: UTF8.self)
        }
    }
}

/// What one search may cost; at each limit the search ends as `Pattern.Outcome.undecided`.
///
/// Source: pcre2api(3), "The match context". PCRE2 counts steps again for each place at which a match may begin, so a
/// search takes at most `textBytes` times `steps` steps, some 80 million or well below a second; only a pattern made
/// for it comes near that.
package struct PatternLimits: Sendable, Equatable {
    /// Bytes of a text; a longer one is not searched.
    package var textBytes = 8192
    /// Calls of PCRE2's internal function for one place of the text, `match_limit`.
    package var steps: UInt32 = 10_000
    /// KiB of heap for backtracking, `heap_limit`.
    package var heapKibibytes: UInt32 = 4096

    package init() {}
}
