import CHTTPRequests

/// A blocking HTTP client for one thread: one libcurl handle whose connection is kept from request to request.
///
/// It follows no redirects, uses no proxy but that of its options, no environment, and asks for no compression. Not `Sendable`: a thread that
/// wants to send makes its own.
package final class HTTPClient {
    private let handle: UnsafeMutableRawPointer
    private let collector: AnswerCollector
    private let errorText: UnsafeMutablePointer<CChar>
    private let admission: UnsafeMutablePointer<ehr_admission>
    private let keepsBody: Bool

    /// Prepares a client; nothing is connected yet.
    package init(_ options: HTTPClientOptions = HTTPClientOptions()) {
        precondition(Self.isReady, "libcurl did not start")
        guard let handle = curl_easy_init() else {
            preconditionFailure("no memory for a libcurl handle")
        }
        self.handle = handle
        collector = AnswerCollector(
            maximumBodyBytes: options.maximumBodyBytes,
            maximumHeaderBytes: options.maximumHeaderBytes
        )
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let context = Unmanaged.passUnretained(collector).toOpaque()
        keepsBody = options.keepsBody
        admission = .allocate(capacity: 1)
        admission.initialize(to: ehr_admission(admit: Self.admitsPublic, context: context))
        ehr_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        ehr_set_integer(handle, CURLOPT_NOSIGNAL, 1)
        ehr_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ehr_set_text(handle, CURLOPT_PROXY, options.proxy ?? "")
        // The operator chose the proxy's address; the proxy itself has to refuse private targets.
        if !options.allowsPrivateAddresses, options.proxy == nil {
            ehr_set_admission(handle, admission)
        }
        if let file = options.certificateFile {
            ehr_set_text(handle, CURLOPT_CAINFO, file)
        }
        ehr_set_integer(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectTimeout))
        ehr_set_integer(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(options.timeout))
        ehr_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ehr_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ehr_set_receive(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else {
                return 0
            }
            return Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue()
                .takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ehr_set_receive(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else {
                return 0
            }
            return Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue()
                .takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        if let path = options.unixSocketPath {
            ehr_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, path)
        }
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
        admission.deallocate()
    }

    /// Gets a URL, http or https.
    ///
    /// - Throws: ``HTTPRequestsError`` when there is no whole answer; any status is an answer.
    package func get(_ url: String, headers: [HTTPClientHeader] = []) throws(HTTPRequestsError) -> HTTPClientAnswer {
        ehr_set_text(handle, CURLOPT_CUSTOMREQUEST, nil)
        ehr_set_integer(handle, CURLOPT_HTTPGET, 1)
        return try perform("getting", url, headers)
    }

    /// Posts bytes, which are only borrowed, to a URL, http or https.
    ///
    /// `Expect: 100-continue` is not sent unless it is among the headers.
    ///
    /// - Throws: ``HTTPRequestsError`` when there is no whole answer; any status is an answer.
    package func post(
        _ url: String,
        headers: [HTTPClientHeader] = [],
        body: UnsafeRawBufferPointer
    ) throws(HTTPRequestsError) -> HTTPClientAnswer {
        try send("POST", url, headers: headers, body: body)
    }

    /// Posts bytes to a URL, http or https.
    ///
    /// - Throws: ``HTTPRequestsError`` when there is no whole answer; any status is an answer.
    package func post(
        _ url: String,
        headers: [HTTPClientHeader] = [],
        body: [UInt8]
    ) throws(HTTPRequestsError) -> HTTPClientAnswer {
        let sent = body.withUnsafeBytes { bytes in
            Result { () throws(HTTPRequestsError) in try send("POST", url, headers: headers, body: bytes) }
        }
        return try sent.get()
    }

    /// Sends bytes, which are only borrowed, with a method of the caller's choice.
    ///
    /// - Throws: ``HTTPRequestsError`` when there is no whole answer; any status is an answer.
    package func send(
        _ method: String,
        _ url: String,
        headers: [HTTPClientHeader] = [],
        body: UnsafeRawBufferPointer
    ) throws(HTTPRequestsError) -> HTTPClientAnswer {
        ehr_set_integer(handle, CURLOPT_POST, 1)
        ehr_set_text(handle, CURLOPT_CUSTOMREQUEST, method == "POST" ? nil : method)
        // An empty buffer may have no address; libcurl would then read standard input.
        ehr_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(errorText))
        ehr_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        var all = headers
        if !headers.contains(where: { $0.name.lowercased() == "expect" }) {
            all.append(HTTPClientHeader("Expect", ""))
        }
        return try perform(method == "POST" ? "posting to" : "sending \(method) to", url, all)
    }

    private func perform(
        _ verb: String,
        _ url: String,
        _ headers: [HTTPClientHeader]
    ) throws(HTTPRequestsError) -> HTTPClientAnswer {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in headers {
            precondition(
                !(header.name + header.value).utf8.contains { $0 == 0x0A || $0 == 0x0D },
                "a header has no line break"
            )
            // "Name:" alone takes a header away that libcurl would send; "Name;" sends an empty one.
            list = curl_slist_append(list, header.value.isEmpty ? "\(header.name):" : "\(header.name): \(header.value)")
        }
        collector.clear()
        errorText[0] = 0
        ehr_set_text(handle, CURLOPT_URL, url)
        ehr_set_list(handle, CURLOPT_HTTPHEADER, list)
        let code = curl_easy_perform(handle)
        ehr_set_list(handle, CURLOPT_HTTPHEADER, nil)
        ehr_set_pointer(handle, CURLOPT_POSTFIELDS, nil)
        var status = 0
        ehr_get_integer(handle, CURLINFO_RESPONSE_CODE, &status)
        guard code == CURLE_OK || !keepsBody && collector.isBodyTooLarge else {
            throw failure(code, "\(verb) \(url)")
        }
        return HTTPClientAnswer(status: status, headers: collector.headers, body: collector.body)
    }

    private func failure(_ code: CURLcode, _ action: String) -> HTTPRequestsError {
        let said = String(cString: errorText)
        let message = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
        func error(_ code: HTTPRequestsError.Code, _ message: String, _ remedy: String) -> HTTPRequestsError {
            HTTPRequestsError(code: code, action: action, message: message, remedy: remedy)
        }
        if collector.isAddressRefused, code == CURLE_COULDNT_CONNECT {
            return error(
                .refusedAddress,
                "the address is private, loopback or otherwise not public",
                "give a public address, or allow private ones"
            )
        }
        if collector.isTooLarge {
            return error(.answerTooLarge, "the answer is over the client's limit", "ask for less or raise the limit")
        }
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return error(.invalidURL, message, "give a URL that starts with http:// or https://")
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST:
            return error(.unreachable, message, "check that the server runs and listens there")
        case CURLE_OPERATION_TIMEDOUT:
            return error(.timedOut, message, "try again or allow more time")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return error(.untrusted, message, "check the server's certificate and whom this client trusts")
        default:
            return error(.broken, message, "try again")
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    /// Asked before each connection.
    private static let admitsPublic: ehr_admit = { address, context in
        guard let address, let context else { return 0 }
        if PublicAddress.isPublic(address) {
            return 1
        }
        Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue().noteRefusedAddress()
        return 0
    }

    /// libcurl's own start, once a process.
    private static let isReady = ehr_global_start() == CURLE_OK
}
