"""One made-up report in seven languages, and one of something else in each, for what is put around it."""

from __future__ import annotations

from collections.abc import Mapping

#: language -> a report of a ferry strike, and one of a market.
REPORTS: Mapping[str, tuple[str, str]] = {
    "Japanese": (
        """\
マラルンド港のフェリー乗組員は木曜日の早朝、夜勤手当をめぐる会社側との交渉が夜明け前に決裂したことを受けて一斉に職場を離れた。秋の連休を翌日に控え、離島へ向かうすべての便が運休し、約九千人の乗客がほかの帰宅手段を探している。
労働組合は六パーセントの引き上げを求めていたが、運航会社は二・五パーセントと十二月の一時金を提示するにとどまった。組合の交渉責任者グレタ・ホルム氏は「私たちは三年間、約束だけを頼りに船を動かしてきた。話し合う用意ができたなら、会社は私たちの居場所を知っている」と語った。
会社側は今回のストライキを無責任だと批判し、購入済みの切符はすべて払い戻すと発表した。金曜日からは借り上げた高速船二隻を使い、患者や食料を島々へ運ぶという。漁師たちも燃料代だけで乗客を自分の船に乗せている。
待合室では家族連れが荷物の上で夜を明かし、ボランティアが温かいスープを配った。町は行き場のない人々のために小学校の体育館を開放した。十一年前の前回のストライキは九日間続き、運輸省が仲裁人を任命してようやく終わった。""",
        """\
市場の移転をめぐる住民投票が来月行われることになった。議会では賛成と反対が同じ数に分かれ、議長が最後に決めた。商店主たちは新しい駐車場ができるまで待つべきだと話している。古い建物は図書館として使う案がある。費用の見積もりは来週までに公表される。""",
    ),
    "Chinese": (
        """\
马拉伦港的轮渡船员星期四清晨集体停工，起因是关于夜班津贴的谈判在天亮之前破裂。前往外岛的所有班次在秋季假期前夕全部取消，大约九千名乘客被迫寻找其他回家的办法。港口当局提醒旅客不要前往码头，并等待进一步的通知。
工会方面表示，他们要求加薪百分之六，而轮渡公司只愿意提高百分之二点五，另外在十二月发放一次性补助。负责谈判的格蕾塔霍尔姆说，船员们三年来一直靠着一句承诺在海上工作，如果公司愿意坐下来谈，他们随时可以回到桌前。
公司批评这次停工不负责任，同时承诺退还所有船票。总经理在码头告诉记者，从星期五开始，两艘租来的快船将把病人和食品送到各个岛屿。一些渔民也只收取燃油费用，让滞留的乘客搭乘自己的渔船。
候船大厅里，许多家庭靠在行李上过夜，志愿者给他们送来热汤。镇政府打开了一所学校的体育馆，安置没有地方可去的人。这条航线上一次罢工发生在十一年前，持续了九天，直到交通部指派调解人之后才宣告结束。""",
        """\
市议会决定下个月就搬迁菜市场的计划举行投票。支持和反对的议员人数相同，最后由议长作出决定。商户们认为应当等到新的停车场建成以后再说。旧建筑可能会改成图书馆。有关费用的估算将在下星期公布。""",
    ),
    "Thai": (
        """\
ลูกเรือเรือข้ามฟากที่ท่าเรือมาราลุนด์พร้อมใจกันหยุดงานเมื่อเช้าวันพฤหัสบดี หลังการเจรจาเรื่องค่าทำงานกะกลางคืนล้มเหลวก่อนฟ้าสาง ทำให้เที่ยวเรือไปยังหมู่เกาะรอบนอกทั้งหมดต้องยกเลิกก่อนวันหยุดฤดูใบไม้ร่วง และผู้โดยสารราวเก้าพันคนต้องหาทางกลับบ้านด้วยวิธีอื่น
สหภาพแรงงานเรียกร้องให้ขึ้นค่าตอบแทนร้อยละหก แต่บริษัทเสนอให้เพียงร้อยละสองจุดห้ากับเงินก้อนหนึ่งในเดือนธันวาคม หัวหน้าคณะเจรจาบอกว่าลูกเรือออกทะเลโดยอาศัยคำสัญญามาสามปีแล้ว และพร้อมจะกลับมาที่โต๊ะเมื่อบริษัทพร้อมพูดคุย
บริษัทตำหนิว่าการหยุดงานครั้งนี้ไม่รับผิดชอบ และรับปากว่าจะคืนเงินค่าตั๋วทุกใบ ผู้จัดการใหญ่บอกนักข่าวที่ท่าเรือว่า ตั้งแต่วันศุกร์เรือเร็วเช่าสองลำจะขนผู้ป่วยและอาหารไปส่งตามเกาะต่าง ๆ ส่วนชาวประมงก็รับผู้โดยสารโดยคิดแค่ค่าน้ำมัน
ในอาคารผู้โดยสาร หลายครอบครัวนอนพิงกระเป๋าเดินทางขณะที่อาสาสมัครแจกซุปร้อน เทศบาลเปิดโรงยิมของโรงเรียนให้คนที่ไม่มีที่ไป การหยุดงานครั้งก่อนบนเส้นทางนี้เมื่อสิบเอ็ดปีที่แล้วยาวนานเก้าวัน และจบลงเมื่อกระทรวงคมนาคมแต่งตั้งผู้ไกล่เกลี่ย""",
        """\
สภาเมืองจะลงคะแนนเรื่องการย้ายตลาดสดในเดือนหน้า
พ่อค้าแม่ค้าบอกว่าควรรอจนกว่าที่จอดรถใหม่จะสร้างเสร็จ
อาคารเก่าอาจกลายเป็นห้องสมุดสำหรับเด็กและผู้สูงอายุ
ตัวเลขค่าใช้จ่ายจะเผยแพร่ภายในสัปดาห์หน้า""",
    ),
    "Arabic": (
        """\
توقف عمال العبارات في ميناء مارالوند عن العمل صباح يوم الخميس بعد أن انهارت المحادثات حول بدلات العمل الليلي قبيل الفجر بقليل، فتوقفت جميع الرحلات إلى الجزر الخارجية عشية عطلة الخريف، واضطر نحو تسعة آلاف مسافر إلى البحث عن طريق آخر للعودة إلى بيوتهم.
وقالت نقابة البحارة إنها طالبت بزيادة قدرها ستة في المئة، في حين لم تعرض الشركة المشغلة سوى اثنين ونصف في المئة مع دفعة واحدة في شهر كانون الأول. وقالت رئيسة فريق التفاوض إن البحارة أبحروا ثلاث سنوات معتمدين على وعد لم يتحقق، وإنهم مستعدون للحديث متى أرادت الشركة ذلك.
ووصفت الشركة الإضراب بأنه تصرف غير مسؤول، وتعهدت برد ثمن كل تذكرة اشتراها الركاب. وأبلغ مديرها العام الصحفيين على رصيف الميناء أن قاربين سريعين مستأجرين سينقلان المرضى والمواد الغذائية إلى الجزر ابتداء من يوم الجمعة، بينما عرض الصيادون أماكن في قواربهم مقابل ثمن الوقود وحده.
ونامت عائلات كثيرة على أمتعتها في قاعة الانتظار، ووزع المتطوعون الحساء الساخن على الموجودين، وفتحت البلدة قاعة الرياضة في إحدى المدارس لمن لا مكان لهم يذهبون إليه. وكان آخر إضراب على هذا الخط قبل أحد عشر عاما قد استمر تسعة أيام، ولم ينته إلا عندما عينت وزارة النقل وسيطا بين الطرفين.""",
        """\
يصوت مجلس المدينة في الشهر المقبل على خطة لنقل السوق القديمة إلى أطراف البلدة.
ويرى التجار أن من الأفضل الانتظار حتى يكتمل بناء موقف السيارات الجديد.
وقد يتحول المبنى القديم إلى مكتبة عامة يستخدمها الطلاب وكبار السن.
ومن المنتظر أن تنشر تقديرات التكلفة في الأسبوع القادم على موقع المجلس.""",
    ),
    "Hindi": (
        """\
मारालुंड बंदरगाह के नौका कर्मचारियों ने गुरुवार की सुबह काम बंद कर दिया, जिससे शरद अवकाश से ठीक पहले बाहरी द्वीपों के लिए सभी यात्राएँ रुक गईं और लगभग नौ हज़ार यात्री घर लौटने का कोई दूसरा रास्ता खोजने लगे।
नाविक संघ ने बताया कि रात के भत्ते पर चल रही बातचीत सुबह होने से कुछ पहले टूट गई। संघ ने छह प्रतिशत वृद्धि माँगी थी, जबकि कंपनी ने ढाई प्रतिशत और दिसंबर में एक बार का भुगतान देने की बात कही थी। बातचीत की अगुवाई कर रही महिला ने कहा कि नाविक तीन साल से केवल एक वादे के भरोसे जहाज़ चला रहे हैं।
कंपनी ने हड़ताल को गैर-ज़िम्मेदाराना बताया और कहा कि वह हर टिकट का पूरा पैसा लौटाएगी। उसके प्रबंध निदेशक ने घाट पर पत्रकारों से कहा कि शुक्रवार से दो किराये की तेज़ नावें मरीज़ों और खाने का सामान द्वीपों तक ले जाएँगी। मछुआरों ने भी केवल ईंधन की क़ीमत पर लोगों को अपनी नावों में जगह दी।
प्रतीक्षालय में परिवार अपने सामान पर सोए और स्वयंसेवकों ने गरम सूप बाँटा। नगर ने उन लोगों के लिए एक विद्यालय का व्यायामशाला भवन खोल दिया जिनके पास जाने की कोई जगह नहीं थी। इस मार्ग पर पिछली हड़ताल ग्यारह साल पहले हुई थी, नौ दिन चली थी और परिवहन मंत्रालय के मध्यस्थ नियुक्त करने पर ही समाप्त हुई थी।""",
        """\
नगर परिषद अगले महीने पुराने बाज़ार को शहर के बाहर ले जाने की योजना पर मतदान करेगी।
व्यापारियों का कहना है कि नया वाहन स्थल बनने तक इंतज़ार करना बेहतर होगा।
पुराने भवन को बच्चों और बुज़ुर्गों के लिए पुस्तकालय बनाया जा सकता है।
ख़र्च का अनुमान अगले सप्ताह परिषद की बैठक में सबके सामने रखा जाएगा।""",
    ),
    "Turkish": (
        """\
Maralund limanındaki feribot çalışanları perşembe sabahı iş bıraktı. Gece mesaisi ödemeleri üzerine yürütülen görüşmelerin gün doğmadan kısa süre önce kesilmesi üzerine dış adalara yapılan bütün seferler sonbahar tatilinin arifesinde durdu ve yaklaşık dokuz bin yolcu eve dönmek için başka bir yol aramaya başladı.
Denizciler sendikası yüzde altı zam istediklerini, işletmecinin ise yalnızca yüzde iki buçuk artış ve aralık ayında tek seferlik bir ödeme önerdiğini açıkladı. Görüşmeleri yürüten Greta Holm, üç yıldır bir söze güvenerek denize çıktıklarını söyledi ve şirket konuşmaya hazır olduğunda kendilerini nerede bulacağını bildiğini ekledi.
Şirket iş bırakmayı sorumsuzluk olarak nitelendirdi ve satılan her biletin parasını geri ödeyeceğini duyurdu. Genel müdür rıhtımda gazetecilere, kiralanan iki hızlı teknenin cuma gününden itibaren hastaları ve yiyecekleri adalara taşıyacağını anlattı. Balıkçılar da yalnızca yakıt parası karşılığında teknelerinde yer verdi.
Bekleme salonunda aileler valizlerinin üzerinde uyurken gönüllüler sıcak çorba dağıttı. Belediye, gidecek yeri olmayanlar için bir okulun spor salonunu açtı. Bu hattaki son grev on bir yıl önce yapılmış, dokuz gün sürmüş ve ancak ulaştırma bakanlığı bir arabulucu atadığında sona ermişti.
Adalardaki otel sahipleri ilk saat içinde rezervasyonların iptal edilmeye başladığını söyledi. Ticaret odasına göre sonbahar tatili onlara yıllık gelirlerinin onda birini getiriyor, bu yüzden grevin uzaması küçük işletmeleri zor durumda bırakabilir.""",
        """\
Belediye meclisi gelecek ay eski pazarın kentin dışına taşınmasını oylayacak.
Esnaf, yeni otopark bitene kadar beklemenin daha doğru olacağını düşünüyor.
Eski binanın çocuklar ve yaşlılar için kütüphane olması öneriliyor.
Maliyet tahmini önümüzdeki hafta meclis toplantısında açıklanacak.""",
    ),
    "German": (
        """\
Die Besatzungen der Fähren im Hafen von Maralund haben am Donnerstagmorgen die Arbeit niedergelegt. Kurz vor Tagesanbruch waren die Gespräche über Zulagen für die Nachtarbeit gescheitert. Am Vorabend der Herbstferien fielen damit alle Überfahrten zu den äußeren Inseln aus, und rund neuntausend Reisende suchten nach einem anderen Weg nach Hause.
Die Gewerkschaft der Seeleute hatte sechs Prozent mehr verlangt; die Reederei bot nach ihren Angaben zweieinhalb Prozent und eine einmalige Zahlung im Dezember. Niemand auf den Schiffen habe das gewollt, sagte die Verhandlungsführerin Greta Holm, aber man fahre nun seit drei Jahren auf ein Versprechen hin zur See, und die Firma wisse, wo sie zu finden sei.
Die Reederei nannte den Ausstand unverantwortlich und kündigte an, jede Fahrkarte zu erstatten. Ihr Geschäftsführer sagte am Kai vor Journalisten, von Freitag an würden zwei gemietete Schnellboote Kranke und Lebensmittel auf die Inseln bringen. Fischer boten Plätze auf ihren Kuttern an und nahmen dafür nur den Preis des Treibstoffs.
In der Wartehalle schliefen Familien auf ihrem Gepäck, während Freiwillige Suppe austeilten. Die Stadt öffnete die Turnhalle einer Schule für alle, die nicht wussten, wohin sie gehen sollten. Der letzte Streik auf dieser Strecke vor elf Jahren dauerte neun Tage und endete erst, als das Verkehrsministerium einen Schlichter berief.
Hoteliers auf den Inseln berichteten, schon in der ersten Stunde seien Buchungen abgesagt worden. Nach Angaben der Handelskammer bringen ihnen die Herbstferien ein Zehntel dessen ein, was sie im ganzen Jahr verdienen.""",
        """\
Der Stadtrat stimmt im kommenden Monat darüber ab, ob der alte Markt an den Rand der Stadt zieht.
Viele Händler wollen lieber warten, bis der neue Parkplatz fertig gebaut ist.
Aus dem alten Gebäude könnte eine Bücherei für Kinder und ältere Leute werden.
Was der Umzug kostet, soll in der nächsten Woche öffentlich vorgerechnet werden.""",
    ),
}
