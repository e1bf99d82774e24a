const words = `
  1234567890ab 1234567890abc 12345678910 123456789101 1234567891011 123456789012 1234567890123 12345678901234
  123456789012345 1234567890qwe 1234567890qwerty 123123123abc 1234qwerasdf 1234qwerasdfzxcv 123qweasdzxc
  123456qwerty 123456qwertyuiop 12345qwertasdfg 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc
  1qaz2wsx3edc4rfv 1qazxsw23edc 987654321000 9876543210abc 0987654321qwe abc123456789 abcd12345678 abcdef123456
  abcdefgh1234 adminadminadmin administrator administrator1 administrator123 admin1234567 admin12345678 asdfghjkl123
  asdfghjkl;'# asdfghjklzxcvbnm baseball1234 basketball12 basketball123 batman123456 changeme1234 changeme12345
  changemenow1 charlie12345 chocolate123 chocolate1234 computer1234 correcthorsebatterystaple dragon123456
  everything123 facebook1234 football1234 football12345 football123456 friendship12 fuckyou12345 hello1234567
  helloworld12 helloworld123 iloveyou1234 iloveyou12345 iloveyou123456 jordan123456 justinbieber lastname1234
  letmein12345 letmein123456 letmeinletmein liverpool123 loveyou12345 manchester123 manchesterunited master123456
  michael12345 michelle1234 minecraft123 monkey123456 mustang12345 naruto123456 p@ssw0rd1234 p@ssw0rd12345
  p@ssword1234 pa$$word1234 pass12345678 passpasspass passw0rd1234 passw0rd12345 passw0rd123456 password0000
  password1111 password1234 password12345 password123456 password1234567 password12345678 password123456789
  password1234! password2020 password2021 password2022 password2023 password2024 password2025 password2026
  password@123 password@1234 password!123 password!1234 passwordpassword pokemon12345 princess1234 princess12345
  productoutcomes q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsx123456 qazwsxedc123 qazwsxedcrfv qazwsxedcrfvtgb qwer1234asdf
  qwerasdfzxcv qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 qwertyuiop12 qwertyuiop123 qwertyuiop1234
  qwertyuiop12345 qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm samsung12345
  secret123456 september123 shadow123456 spiderman123 starwars1234 summer202020 sunshine1234 sunshine12345
  superman1234 superman12345 testtest1234 testtesttest thisisapassword trustno1trustno1 unbelievable welcome12345
  welcome123456 welcome2023! welcome2024! welcome2025! welcome2026! whatever1234 yourpassword zaq12wsxcde3
  zaq1xsw2cde3 zxcvbnm12345 zxcvbnm123456 zxcvbnmasdfghjkl
`;

/** Passwords of 12 characters and more that head the lists of leaked ones, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(words.trim().split(/\s+/));
