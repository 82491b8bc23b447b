import Cryptography
import EventModel
import JSONText
import PipelineTestKit
import Testing

/// Whatever bytes come, they are an alert or none, always the same, and an alert's envelope gives them back.
@Suite("Changed alerts")
struct AlertFuzzTests {
    private static let receipt = Timestamp(nanoseconds: 1_772_459_700_000_000_000)
    private static let naming = ProfileNaming(tenant: "acme", cluster: "a/b%")
    /// What is read in between, to see that no input spoils the reader.
    private static let good = Array(
        #"{"rule":"r","priority":"Notice","time":"2026-03-02T08:15:30Z","output_fields":{"proc.name":"sh"}}"#.utf8
    )

    private static let texts = [
        #"{"hostname":"n","output":"o\n\u00fc","output_fields":{"evt.time":1772439330000000001,"proc.name":"b\"\\","#
            + #""container.id":"host","k8s.ns.name":"a/b","k8s.pod.name":"web-6d4b75cb6d-hx9kz","proc.aname[2]":null},"#
            + #""priority":"Critical","rule":"Shell","tags":["a","","ü"],"time":"2026-03-02T08:15:30.5+01:00"}"#,
        #" {"rule" : "r" , "time":"x","output_fields":{"evt.time.iso8601":1772439330000000000,"fd.lport":-1}}"#
            + "\r\n",
        #"{"output":"o","rule":"Falco internal: syscall event drop","priority":"Debug","time":"2026-03-02T08:15:30Z"}"#,
        #"{"rule":"r","rule":"s","output_fields":[1],"tags":{"a":1},"priority":7,"time":"2024-02-29T23:59:60Z"}"#,
        #"{"rule":"r","time":"2026-03-02T08:15:30Z","output_fields":{"ka.target.namespace":"x","k8smeta.pod.name":"p"},"#
            + #""uuid":"1","\ud83e\udd85":1e308,"d":[[[[{"a":-0.0}]]]]}"#,
        #"{"rule":"r","source":"aws_cloudtrail","time":"2026-03-02T08:15:30Z","output_fields":{"ct.srcip":["a",1],"#
            + #""ct.user.arn":"arn:aws:sts::1:assumed-role/r/s","ct.user.accountid":1e18,"s3.key":{"a":1}}}"#,
        #"{"rule":"r","source":"ac/me","time":"2026-03-02T08:15:30Z","output_fields":{"acme.user":1.5,"x.user":"y","#
            + #""acme.project":[[],"p",2],"acme.client_ip":"192.0.2.1","json.value[/user/name]":null,"a.verb":true}}"#,
        "\u{FEFF}" + #"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z"}"#,
        "13:53:31.726060287: Notice A shell in a container (user=root container_id=3ad7b26ded6d k8s_ns=shop image=a:b)",
        "2026-03-02T14:53:31.000000001+0100: Warning Read a file | file=/etc/shadow user=x container.id=host\n",
        "\u{FEFF}13:53:31.7: Critical Something happened",
        #"{"specversion":"1.0","data":{"output":"o","rule":"r","time":1772439330,"output_fields":{"proc":{"name":"x"}}}}"#,
        #"{"_source":{"event":"{\"output\":\"o\",\"rule\":\"r\",\"time\":\"1772439330.5\"}"}}"#,
        #"{"output":"o","rule":"r","time":1772439330123,"output_fields":"{\"proc.name\":\"x\"}","priority":"WARN"}"#,
        #"{"message":{"data":"eyJvdXRwdXQiOiJvIiwicnVsZSI6InIiLCJ0aW1lIjoiMjAyNi0wMy0wMlQwODoxNTozMFoifQ=="}}"#,
        "Mar  2 08:15:30 host falco[7]: 08:15:30.000000001: Notice text (user=x)",
        #""{\"rule\":\"r\",\"output\":\"o\"}""#,
        #"{"MESSAGE":[123,125],"__REALTIME_TIMESTAMP":"1772439330000000"}"#,
    ]

    private static let corpus: [[UInt8]] = {
        var corpus = texts.map { Array($0.utf8) }
        var generator = AlertGenerator(seed: 1)
        for _ in 0..<3 {
            corpus.append(generator.next())
        }
        return corpus
    }()

    private static let words = [
        #""rule":"#, #""time":"2026-03-02T08:15:30Z""#, #""output_fields":{"#, #""evt.time":9223372036854775807"#,
        #","datasize":5,"data":"#, #","data_base64":""#, "\\u0000", "\\ud800", "\u{1F985}", "\u{FEFF}", "null", "1e999",
        "-9223372036854775808", "00:00:00.0: Debug ", "container_id=", "k8s.ns.name", "<NA>", "}", "]", "//", "%2F",
        #""source":"okta""#, #""source":"k8s_audit""#, #""okta.actor.name":"#, "system:serviceaccount:", "arn:aws:",
        #"{"event":"#, #""outputFields":[{"key":"proc.name","value":"#, "18446744073709551616", "\t", "\u{1}", #"\""#,
        "-project-", "-concurrent-0", "-pod", "-driver", "1772359200", "x7k2p",
        String(repeating: "[", count: 2_000), String(repeating: "x", count: 300),
    ]

    @Test(
        "are read or refused, twice the same, and what is read comes back out of its envelope",
        arguments: FuzzBudget.seeds(10)
    )
    func changed(seed: UInt64) throws {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        let reader = AlertReader()
        let parser = JSONParser()
        var read = 0
        for number in FuzzBudget(2_000, "changed alerts", sharedBy: 1) {
            let bytes = mutator.next()
            let (isAlert, flaw) = Self.examine(bytes, reader, parser)
            read += isAlert ? 1 : 0
            guard let flaw else { continue }
            Issue.record("seed \(seed), input \(number): \(flaw): \(Self.text(bytes))")
            return
        }
        #expect(read > 0, "seed \(seed): nothing of it was an alert")
    }

    /// Returns whether the bytes are an alert, and what is wrong with how they were read.
    private static func examine(
        _ bytes: [UInt8],
        _ reader: AlertReader,
        _ parser: JSONParser
    ) -> (isAlert: Bool, flaw: String?) {
        let once = read(bytes, reader, at: receipt)
        // Something else in between; then the same again.
        guard case .success(let other) = read(good, reader, at: receipt), other.isJSON,
            other.alert.string(.procName) == "sh"
        else {
            return (false, "the next alert is not read")
        }
        switch once {
        case .failure(let fault):
            guard case .failure(let again) = read(bytes, reader, at: receipt), again == fault else {
                return (false, "refused, and then not")
            }
            return (false, fault.message.isEmpty ? "refused without a word" : nil)
        case .success(let reading):
            // A text without a date gets it from its receipt; its own time gives the same again.
            guard case .success(let again) = read(bytes, reader, at: reading.alert.time),
                again.alert == reading.alert, again.isJSON == reading.isJSON
            else {
                return (true, "read as another alert the second time")
            }
            return (true, flaw(of: reading, bytes, parser))
        }
    }

    private static func read(
        _ bytes: [UInt8],
        _ reader: AlertReader,
        at time: Timestamp
    ) -> Result<AlertReader.Reading, PayloadFault> {
        bytes.withUnsafeBytes { buffer in
            Result { () throws(PayloadFault) in try reader.read(buffer, receivedAt: time) }
        }
    }

    private static func flaw(of reading: AlertReader.Reading, _ bytes: [UInt8], _ parser: JSONParser) -> String? {
        let header = AlertEnvelope.Header(
            digest: Digest(SHA256.digest(of: bytes).bytes),
            profile: naming.profile(of: reading.alert),
            entity: naming.entity(of: reading.alert),
            tenant: naming.tenant,
            cluster: naming.cluster,
            door: "fuzz",
            sender: "\u{0}\"\\"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: bytes)
        let written = envelope.encoded
        if reading.isJSON, String(validating: bytes, as: UTF8.self) == nil {
            return "JSON that is not UTF-8"
        }
        if String(validating: written, as: UTF8.self) == nil {
            return "an envelope that is not UTF-8"
        }
        if written.withUnsafeBytes({ ReceivedBytes.copy(of: $0) }) != bytes {
            return "the envelope does not hold the bytes as they came"
        }
        do {
            let decoded = try parser.decode(AlertEnvelope.self, from: written)
            return decoded == envelope && decoded.encoded == written ? nil : "the envelope is read as another one"
        } catch {
            return "the envelope is not read: \(error)"
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)?.debugDescription ?? "\(bytes)"
    }
}
