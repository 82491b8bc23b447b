import Foundation
import LogPort
import Testing

@testable import KafkaLog

@Suite("Token of SASL OAUTHBEARER")
struct BearerTokenTests {
    /// A token in JSON Web Signature's compact form; the signature is the broker's business.
    static func token(_ payload: String) -> String {
        let parts = [#"{"alg":"none"}"#, payload].map { part in
            Data(part.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        }
        return parts.joined(separator: ".") + "."
    }

    @Test("subject and end are read from the payload")
    func claims() throws {
        // 2,000,000,000 s after 1970 is 2,000,000,000,000 ms; "??>" makes base64 use its last two characters.
        let text = Self.token(#"{"sub":"eyrie ??>~~","exp":2000000000,"iat":1}"#)
        let token = try BearerToken(text: text, file: "f")
        #expect(token.value == text)
        #expect(token.subject == "eyrie ??>~~")
        #expect(token.expiresAtMilliseconds == 2_000_000_000_000)
    }

    @Test("a token without a subject gets one")
    func noSubject() throws {
        #expect(try BearerToken(text: Self.token(#"{"exp":1.5}"#), file: "f").subject == "eyrie")
        #expect(try BearerToken(text: Self.token(#"{"exp":1.5}"#), file: "f").expiresAtMilliseconds == 1_500)
    }

    @Test(
        "an invalid token is refused without being shown",
        arguments: [
            "", "s3cret", "s3cret.s3cret", "a.s3cret.c.d", "a.!!!.c", "a.s3cret.c", token("[1]"), token("{}"),
            token(#"{"exp":"soon"}"#), token(#"{"exp":-1}"#), token(#"{"exp":1e300}"#),
        ]
    )
    func refused(_ text: String) throws {
        let error = try #require(throws: LogError.self) { try BearerToken(text: text, file: "the-file") }
        #expect(error.code == .unusable)
        #expect(error.action.contains("the-file"))
        #expect(!error.description.contains("s3cret"))
    }

    @Test("the file is read whole, its end of line is not the token's")
    func file() throws {
        let path = NSTemporaryDirectory() + "token-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = Self.token(#"{"exp":2000000000}"#)
        try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try BearerToken(file: path).value == text)
        #expect(throws: LogError.self) { try BearerToken(file: path + ".none") }
    }
}
